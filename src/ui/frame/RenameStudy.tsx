import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useStudio } from "../studioContext.ts";

export function RenameStudy({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
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
