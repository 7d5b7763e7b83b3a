import { Button } from "@mantine/core";
import { Brush } from "lucide-react";
import { shapeText } from "../../core/image/volume.ts";
import { Caps } from "../controls/Caps.tsx";
import { chooseFiles } from "../frame/fileChooser.ts";
import { useStudio } from "../studioContext.ts";
import { SegmentButton } from "./newStack/SegmentButton.tsx";
import classes from "./data.module.css";

/** What is still needed before a search, over the image. */
export function MissingStack() {
  const image = useStudio(({ data }) => data?.image ?? null);
  const labels = useStudio(({ data }) => data?.labels ?? null);
  const opening = useStudio((state) => state.opening);
  const setPainting = useStudio((state) => state.setPainting);
  const isNew = useStudio(({ isNewStack }) => isNewStack);
  const isSegmented = useStudio(({ newStack }) => newStack !== null);
  if (opening !== null) {
    return (
      <div className={classes.missing} role="status">
        <b>{opening}</b>
        <p className="t2">The stack appears here when it is read.</p>
      </div>
    );
  }
  if ((image && labels) || isSegmented) return null;
  const missing = image ? "labels" : "image";
  return (
    <div className={classes.missing} data-no-pan>
      <b>{missing === "labels" ? "Labels are missing" : "The image is missing"}</b>
      <p className="t2">
        {image
          ? "A search needs the classes of some pixels. Paint a few regions here, or open a label stack of "
          : "These are labels without their image. If they are the image, swap; else open an image stack of "}
        <span className="nowrap">{shapeText((image ?? labels)?.shape ?? [])}</span>.
      </p>
      <div className="row">
        <SegmentButton />
        {image && (
          <Button
            variant={isNew ? "default" : "filled"}
            leftSection={<Brush aria-hidden />}
            onClick={() => void setPainting(true)}
          >
            Paint labels
          </Button>
        )}
        <Button variant={image ? "default" : "filled"} rightSection={<Caps caps={["O"]} />} onClick={chooseFiles}>
          Open {missing}
        </Button>
      </div>
    </div>
  );
}
