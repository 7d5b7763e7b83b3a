import { Button, Slider } from "@mantine/core";
import { useState } from "react";
import type { Region } from "../../core/image/dataset.ts";
import { stackShape, type ArrayChoice } from "../../core/image/decode.ts";
import type { StoredArray } from "../../core/image/format.ts";
import { ArrayPlane } from "./ArrayPlane.tsx";
import { useArrayPlane } from "./useArrayPlane.ts";
import classes from "./OpenDialog.module.css";

const MOST_HEIGHT = 360;
/** About the width of the column; smaller pictures are magnified. */
const MOST_WIDTH = 450;

interface StackPreviewProps {
  readonly array: StoredArray;
  readonly index: number;
  readonly choice: ArrayChoice;
  readonly region: Region;
  readonly onRegion: (region: Region) => void;
}

/** Slices of an array before it is read, one at a time: what lies outside of the chosen region is dimmed, and the region can begin or end at the slice that is seen. */
export function StackPreview({ array, index, choice, region, onRegion }: StackPreviewProps) {
  const [depth, height, width] = stackShape(array);
  const [slice, setSlice] = useState(Math.floor((region.z.from + region.z.to) / 2));
  const { plane, problem } = useArrayPlane(index, {
    ...choice,
    complex: choice.complex ?? "magnitude",
    region: { z: { from: slice, to: slice + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } },
  });
  const isInside = slice >= region.z.from && slice < region.z.to;
  const name = array.name || "the image";
  return (
    <div className={classes.preview}>
      <div
        className={classes.picture}
        data-magnified={(width < MOST_WIDTH && height < MOST_HEIGHT) || undefined}
        style={{ aspectRatio: `${width} / ${height}`, width: `min(100%, ${(MOST_HEIGHT * width) / height}px)` }}
      >
        <ArrayPlane plane={plane} label={`Slice ${slice} of ${name}`} className={undefined} />
        <span
          className={classes.taken}
          data-outside={!isInside || undefined}
          style={isInside ? boxOf(region, [height, width]) : undefined}
        />
      </div>
      {problem !== null && <span className="t2 sm">{problem}</span>}
      {depth > 1 && (
        <>
          <Slider
            thumbLabel={`Slice of ${name}`}
            min={0}
            max={depth - 1}
            value={slice}
            onChange={setSlice}
            label={null}
          />
          <div className={classes.step}>
            <span className="t2 sm">{`Slice ${slice}${isInside ? "" : ", left out"}`}</span>
            <span className="space" />
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onRegion({ ...region, z: { from: slice, to: Math.max(region.z.to, slice + 1) } })}
            >
              Begin here
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onRegion({ ...region, z: { from: Math.min(region.z.from, slice), to: slice + 1 } })}
            >
              End here
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

/** The region in parts of a hundred of the picture. */
const boxOf = ({ y, x }: Region, [height, width]: readonly [number, number]) => ({
  left: `${(100 * x.from) / width}%`,
  top: `${(100 * y.from) / height}%`,
  width: `${(100 * (x.to - x.from)) / width}%`,
  height: `${(100 * (y.to - y.from)) / height}%`,
});
