import { Autocomplete, Button, Modal, SegmentedControl, Select } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { networkFormats } from "../../catalog/networkFormats/index.ts";
import { USUAL_LICENCES } from "../../catalog/networkFormats/licence.ts";
import { proofSentence, type NetworkExport } from "../../state/exportSlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import { formatBytes } from "../format.ts";
import { useStudio } from "../studioContext.ts";

const OUTPUT_LABELS = { probabilities: "Probabilities", classes: "Classes" } as const;

/** Writes the network of a trial for other programs: it is run first, and what came of that is said. */
export function ExportDialog({ wish }: { readonly wish: NetworkExport }) {
  const study = useStudio((state) => state.study);
  const close = useStudio((state) => state.closeNetworkExport);
  const choose = useStudio((state) => state.chooseNetworkExport);
  const make = useStudio((state) => state.makeNetworkExport);
  const save = useStudio((state) => state.saveNetworkExport);
  const format = networkFormats.get(wish.format);
  // Whoever exports twice gives both away alike.
  const [licence, setLicence] = useLocalStorage({ key: "cristae-licence", defaultValue: "" });
  return (
    <Modal opened onClose={close} title={`Export network of ${trialName(study, wish.trial)}`} size={520}>
      <div className="col" style={{ gap: 12 }}>
        <Select
          label="Format"
          data={networkFormats.list.map(({ id, label }) => ({ value: id, label }))}
          value={wish.format}
          onChange={(id) => id !== null && choose({ format: id })}
          description={format.summary}
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label="Output"
          data={format.outputs.map((value) => ({ value, label: OUTPUT_LABELS[value] }))}
          value={wish.output}
          onChange={(output) => choose({ output })}
        />
        <Outcome wish={wish} canRun={format.runner !== null} />
        <Autocomplete
          label="Licence"
          placeholder="None stated"
          description="As SPDX names it, such as CC-BY-4.0; it is written into the file"
          data={[...USUAL_LICENCES]}
          value={licence}
          onChange={(next) => {
            setLicence(next);
            // What was made before is of another licence.
            choose({});
          }}
        />
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={() => void make(licence)} loading={wish.isWorking}>
            {format.runner === null ? "Write it" : "Write it and check it"}
          </Button>
          <Button variant="filled" disabled={!wish.made} onClick={save}>
            Download
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function Outcome({
  wish: { made, problem, isWorking },
  canRun,
}: {
  readonly wish: NetworkExport;
  readonly canRun: boolean;
}) {
  return (
    <p role="status" className={problem ? "bad" : "t2"} style={{ minHeight: 40 }}>
      {problem?.message}
      {isWorking && (canRun ? "The file is written, and run on a part of your data." : "The file is written.")}
      {made &&
        `${made.name}, ${formatBytes(made.bytes.length)}: ${made.proof ? proofSentence(made.proof) : "it cannot be run here, and was not checked"}.`}
    </p>
  );
}
