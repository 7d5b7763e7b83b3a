import { Button, FileInput, Modal, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { NORMALISATION_IDS, NORMALISATIONS, type Normalisation } from "../../core/image/normalisation.ts";
import type { Study } from "../../core/study/study.ts";
import type { OnnxAdding } from "../../state/onnxBaselineSlice.ts";
import { useStudio } from "../studioContext.ts";

const LABELS: Readonly<Record<Normalisation, string>> = {
  none: "None",
  zscore: "Mean and deviation",
  percentile: "Percentiles",
  unit: "Range of the numbers",
};
const SAID_BY_FILE = "file";

/** Opens an ONNX file as a baseline of the study: it is tried first, and scored on the validation part. */
export function OnnxBaselineDialog({ adding, study }: { readonly adding: OnnxAdding; readonly study: Study }) {
  const close = useStudio((state) => state.closeOnnxAdding);
  const add = useStudio((state) => state.addOnnxBaseline);
  const [file, setFile] = useState<File | null>(null);
  const [how, setHow] = useState<string>(SAID_BY_FILE);
  const [classes, setClasses] = useState("");
  const normalisation = NORMALISATION_IDS.find((id) => id === how);
  const names = study.spec.task.classes.map(({ name }) => name).join(", ");

  async function start(chosen: File): Promise<void> {
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    await add(
      { name: chosen.name, bytes },
      { ...(normalisation && { normalisation }), ...(classes.trim() !== "" && { classes }) },
    );
  }

  return (
    <Modal opened onClose={close} title="ONNX file as a baseline" size={520}>
      <div className="col" style={{ gap: 12 }}>
        <FileInput
          label="File"
          placeholder="Choose an ONNX file"
          accept=".onnx"
          value={file}
          onChange={setFile}
          description="Any segmentation network of one input and one output, in 2D or 3D"
        />
        <Select
          label="Grey values"
          data={[
            { value: SAID_BY_FILE, label: "As the file says" },
            ...NORMALISATION_IDS.map((id) => ({ value: id, label: LABELS[id] })),
          ]}
          value={how}
          onChange={(value) => value !== null && setHow(value)}
          allowDeselect={false}
          description={
            normalisation
              ? `${NORMALISATIONS[normalisation][0]!.toUpperCase()}${NORMALISATIONS[normalisation].slice(1)}`
              : "A file of Cristae says it; any other gets mean 0 and deviation 1"
          }
        />
        <TextInput
          label="Channels stand for"
          placeholder={names}
          value={classes}
          onChange={({ currentTarget }) => setClasses(currentTarget.value)}
          description="Classes of the study in the order of the network's channels, where it is another"
        />
        <p role="status" className={adding.problem ? "bad" : "t2"} style={{ minHeight: 40 }}>
          {adding.problem?.message}
          {adding.isWorking && "The file is tried and kept with the study."}
        </p>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button
            variant="filled"
            disabled={file === null}
            loading={adding.isWorking}
            onClick={() => file && void start(file)}
          >
            Add and score it
          </Button>
        </div>
      </div>
    </Modal>
  );
}
