import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useStudio } from "../studioContext.ts";

/** Asks for another name of the open study. */
export function RenameStudy({ onClose }: { readonly onClose: () => void }) {
  const name = useStudio(({ study }) => study?.spec.name ?? "");
  const renameStudy = useStudio((state) => state.renameStudy);
  const [draft, setDraft] = useState(name);
  return (
    <Modal opened onClose={onClose} title="Rename study" size="sm">
      <form
        className="col"
        style={{ gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault();
          void renameStudy(draft.trim());
          onClose();
        }}
      >
        <TextInput
          label="Name"
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" variant="filled" disabled={draft.trim() === ""}>
          Rename
        </Button>
      </form>
    </Modal>
  );
}
