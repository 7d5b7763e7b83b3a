import { Button } from "@mantine/core";
import { Link2 } from "lucide-react";
import { copyLink } from "./copyLink.ts";
import { useStudioStore } from "../studioContext.ts";

/** A link to what is shown, with its plan. */
export function CopyLink() {
  const store = useStudioStore();
  return (
    <Button size="xs" variant="subtle" leftSection={<Link2 aria-hidden />} onClick={() => void copyLink(store)}>
      Copy link
    </Button>
  );
}
