import { Button } from "@mantine/core";
import { Shapes } from "lucide-react";
import type { SurfaceSource } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";

/** Opens the objects of labels or of a prediction beside the image. */
export function ObjectsButton({ source }: { readonly source: SurfaceSource }) {
  const openObjects = useStudio((state) => state.openObjects);
  return (
    <Button size="xs" variant="subtle" leftSection={<Shapes aria-hidden />} onClick={() => openObjects(source)}>
      Objects
    </Button>
  );
}
