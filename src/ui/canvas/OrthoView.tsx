import type { ReactNode } from "react";
import { crossHair, PLANES } from "../../state/orthoSlice.ts";
import type { Plane } from "../../core/image/plane.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./ortho.module.css";

/** A side plane gets at least this share of the XY plane's extent, so that thin stacks can still be seen. */
const THINNEST = 0.4;

/** XY with YZ beside and XZ below it, in the proportions of the stack, so that rows and columns meet. */
export function OrthoView({ children }: { readonly children: (plane: Plane) => ReactNode }) {
  const image = useStudio(({ data }) => data?.image ?? null);
  const readout = useStudio((state) => {
    const [z, y, x] = crossHair(state);
    return `z ${z}, y ${y}, x ${x}`;
  });
  if (!image) return null;
  const [depth, height, width] = image.shape.map((extent, axis) => extent * (image.voxelSizeNm?.[axis] ?? 1)) as [
    number,
    number,
    number,
  ];
  const tracks = (extent: number) => `minmax(0, ${extent}fr) minmax(0, ${Math.max(depth, THINNEST * extent)}fr)`;
  return (
    <div
      className={classes.planes}
      style={{ gridTemplateColumns: tracks(width), gridTemplateRows: tracks(height) }}
      role="group"
      aria-label="Three planes"
    >
      {PLANES.map((plane) => (
        <div key={plane} className={classes.plane} data-plane={plane}>
          {children(plane)}
        </div>
      ))}
      <div className={classes.corner}>
        <b>{readout}</b>
        <span className="t3">
          A click puts the cross-hair there, and the other planes follow. The wheel steps through a plane.
        </span>
      </div>
    </div>
  );
}
