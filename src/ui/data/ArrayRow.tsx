import { SegmentedControl } from "@mantine/core";
import { stackShape, type ArrayChoice } from "../../core/image/decode.ts";
import type { StoredArray } from "../../core/image/format.ts";
import { shapeText } from "../../core/image/volume.ts";
import type { Role } from "../../worker/studioApi.ts";
import { formatNumber } from "../format.ts";
import { ArrayThumb } from "./ArrayThumb.tsx";
import classes from "./OpenDialog.module.css";

interface ArrayRowProps {
  readonly array: StoredArray;
  readonly index: number;
  readonly role: Role | null;
  readonly choice: ArrayChoice;
  readonly onRole: (role: Role | null) => void;
}

const NONE = "none";

/** One array of a file: its middle slice, what it is, and what it is taken for. */
export function ArrayRow({ array, index, role, choice, onRole }: ArrayRowProps) {
  const name = array.name || "The image";
  const isUsable = array.refusal === undefined && array.shape.length >= 2;
  return (
    <div className={classes.row} role="group" aria-label={name}>
      {isUsable ? (
        <ArrayThumb array={array} index={index} choice={choice} className={classes.thumb} />
      ) : (
        <span className={classes.thumb} />
      )}
      <b>{name}</b>
      <span className={`${classes.facts} t3 sm`}>{array.refusal ?? factsOf(array)}</span>
      {isUsable && (
        <SegmentedControl
          className={classes.role ?? ""}
          size="xs"
          aria-label={`Take ${name} as`}
          value={role ?? NONE}
          data={[
            { value: "image", label: "Image" },
            { value: "labels", label: "Labels" },
            { value: NONE, label: "Not used" },
          ]}
          onChange={(value) => onRole(value === NONE ? null : value)}
        />
      )}
    </div>
  );
}

function factsOf(array: StoredArray): string {
  const size = array.voxelSizeNm && `${array.voxelSizeNm.map(formatNumber).join(" × ")} nm`;
  const axes = array.axes.length > 3 ? ` (${array.axes})` : "";
  if (array.shape.length < 2) return `${shapeText(array.shape)}, ${array.dtype}; one axis, which is no image`;
  return [
    `${shapeText(array.shape.length > 3 ? array.shape : stackShape(array))}${axes}`,
    array.dtype,
    size,
    array.level !== undefined && array.level > 0 && `level ${array.level + 1}`,
  ]
    .filter(Boolean)
    .join(", ");
}
