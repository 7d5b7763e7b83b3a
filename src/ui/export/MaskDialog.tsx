import { Button, Modal, SegmentedControl, Select } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import type { MaskExport } from "../../state/exportSlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import type { MaskWish } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";

const CONTENTS: readonly { readonly value: MaskWish["content"]; readonly label: string }[] = [
  { value: "classes", label: "Classes" },
  { value: "probabilities", label: "Probabilities" },
  { value: "entropy", label: "Doubt" },
];

const CONTENT_WORDS: Readonly<Record<MaskWish["content"], string>> = {
  classes: "The values of your labels, for every voxel of the stack",
  probabilities: "A channel a class, for every voxel of the stack",
  entropy: "Entropy of the probabilities, 0 to 1, for every voxel of the stack",
};

/** Writes what a trial predicts for the whole stack, in the format that was chosen last. */
export function MaskDialog({ trial, of, formats }: MaskExport) {
  const study = useStudio((state) => state.study);
  const close = useStudio((state) => state.closeMaskExport);
  const exportMask = useStudio((state) => state.exportMask);
  const saveNewStack = useStudio((state) => state.saveNewStack);
  const [wish, setWish] = useLocalStorage<MaskWish>({
    key: "cristae-mask",
    defaultValue: { format: formats[0]!.id, content: "classes" },
    getInitialValueInEffect: false,
  });
  const offered = formats.filter(({ holdsChannels }) => wish.content === "classes" || holdsChannels);
  // The last one may not hold real numbers, or be of another version of the studio.
  const format = (offered.find(({ id }) => id === wish.format) ?? offered[0]!).id;
  return (
    <Modal opened onClose={close} title={`Export mask of ${trialName(study, trial)}`} size={420}>
      <div className="col" style={{ gap: 12 }}>
        <SegmentedControl
          aria-label="What is written"
          data={[...CONTENTS]}
          value={wish.content}
          onChange={(content) => setWish({ format, content })}
        />
        <Select
          label="Format"
          description={CONTENT_WORDS[wish.content]}
          data={offered.map(({ id, label }) => ({ value: id, label }))}
          value={format}
          onChange={(id) => id !== null && setWish({ ...wish, format: id })}
          allowDeselect={false}
        />
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button
            variant="filled"
            onClick={() => {
              close();
              void (of === "study" ? exportMask(trial, { ...wish, format }) : saveNewStack({ ...wish, format }));
            }}
          >
            Download
          </Button>
        </div>
      </div>
    </Modal>
  );
}
