import { Button } from "@mantine/core";
import { Shuffle } from "lucide-react";
import { useEffect, useState } from "react";
import { batchKey } from "../../state/searchSlice.ts";
import { firstRecipe } from "../../state/planSlice.ts";
import { useStudio } from "../studioContext.ts";
import { PaintedSlice } from "./PaintedSlice.tsx";
import classes from "./batch.module.css";

/** More patches than this are not drawn. */
const MOST = 16;

/** Patches of one training step as the network gets them: drawn from the training part, turned and changed, with their labels. */
export function BatchPreview() {
  const [draw, setDraw] = useState(0);
  const key = useStudio((state) => batchKey(state, draw));
  const isReady = useStudio(({ data }) => Boolean(data?.datasetId));
  const drawBatch = useStudio((state) => state.drawBatch);
  const batch = useStudio(({ seenBatch }) => (seenBatch?.key === key ? seenBatch : null));
  const { patch, batch: size } = useStudio(firstRecipe);
  useEffect(() => {
    if (isReady) void drawBatch(draw);
  }, [isReady, drawBatch, draw, key]);
  if (!isReady) return null;
  const [depth, height, width] = patch;
  const shown = batch?.patches?.slice(0, MOST) ?? [];
  return (
    <section aria-label="A batch as the network sees it">
      <div className="row">
        <h2>A batch as the network sees it</h2>
        <span className="t3">
          {size === 1 ? "1 patch" : `${size} patches`} of {depth > 1 && `${depth} × `}
          {height} × {width}
          {depth > 1 && ", the middle section of each"}
          {size > MOST && `, the first ${MOST}`}
        </span>
        <span className="space" />
        <Button size="xs" variant="subtle" leftSection={<Shuffle aria-hidden />} onClick={() => setDraw(draw + 1)}>
          Draw again
        </Button>
      </div>
      {batch?.because ? (
        <p className="t2">{batch.because}</p>
      ) : (
        <div className={classes.patches}>
          {shown.map((plane, index) => (
            <PaintedSlice key={`${key}/${index}`} plane={plane} labels={plane.labels} label={`Patch ${index + 1}`} />
          ))}
        </div>
      )}
    </section>
  );
}
