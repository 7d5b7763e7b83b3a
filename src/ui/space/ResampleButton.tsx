import { Button } from "@mantine/core";
import { Shuffle } from "lucide-react";
import { useStudio } from "../studioContext.ts";

/** Draws other members from the same ranges. */
export function ResampleButton() {
  const resample = useStudio((state) => state.resample);
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<Shuffle aria-hidden />}
      rightSection={<kbd>R</kbd>}
      onClick={resample}
    >
      Resample
    </Button>
  );
}
