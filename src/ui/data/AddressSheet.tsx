import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useStudio } from "../studioContext.ts";

/** Asks for the address of a file or an OME-Zarr. */
export function AddressSheet({ onClose }: { readonly onClose: () => void }) {
  const openAddress = useStudio((state) => state.openAddress);
  const openRoom = useStudio((state) => state.openRoom);
  const [url, setUrl] = useState("");
  return (
    <Modal opened onClose={onClose} title="Open from an address" size="lg">
      <form
        className="col"
        style={{ gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          openRoom("data");
          void openAddress(url.trim());
        }}
      >
        <TextInput
          label="Address"
          placeholder="https://host/path/image.zarr"
          description="An OME-Zarr, N5 or image file that its host lets other pages read. The page asks that host for these files and sends it nothing else."
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" variant="filled" disabled={url.trim() === ""}>
          Open
        </Button>
      </form>
    </Modal>
  );
}
