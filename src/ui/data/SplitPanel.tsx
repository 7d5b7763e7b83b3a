import { SegmentedControl } from "@mantine/core";
import { Check, TriangleAlert } from "lucide-react";
import { hasTouchingParts, splitAlong, splitLength, withGap } from "../../core/image/splitEdges.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { useStudio } from "../studioContext.ts";
import { PresenceStrips } from "./PresenceStrips.tsx";
import { SplitBar } from "./SplitBar.tsx";
import classes from "./data.module.css";

/** Which part of the stack is trained on, which chooses between networks, and which is kept for the end. */
export function SplitPanel() {
  const split = useStudio(({ data }) => data?.split ?? null);
  const gap = useStudio(({ data }) => data?.gap ?? 0);
  const shape = useStudio(({ data }) => data?.image?.shape ?? null);
  const hasSubjects = useStudio(({ data }) => data?.image?.subjects !== undefined);
  const editData = useStudio((state) => state.editData);
  if (!split || !shape) return null;
  const length = splitLength(shape, split);
  // Slices of two subjects are no neighbours.
  const isTouching = !hasSubjects && hasTouchingParts(split);
  return (
    <section className={classes.split} aria-label="Split">
      <div className={classes.splitHead}>
        <h2>
          <b>Split</b>
        </h2>
        <SegmentedControl
          aria-label="Split along"
          value={split.axis}
          onChange={(axis) => void editData({ type: "splitAxis", axis: axis })}
          data={[
            { value: "slices", label: "Blocks of slices", disabled: splitAlong(shape, "slices", gap) === null },
            { value: "columns", label: "Columns" },
          ]}
        />
        <span className="t2" style={{ marginLeft: 8 }}>
          Gap
        </span>
        <NumberField
          isInline
          label={`Gap between parts, ${split.axis}`}
          width={44}
          value={gap}
          min={0}
          isWhole
          check={(value) => (withGap(split, value, length) ? null : `A gap of ${value} leaves nothing to train on.`)}
          onChange={(value) => editData({ type: "gap", gap: value })}
        />
        <span className="space" />
        {isTouching ? (
          <span className="row-tight t2">
            <TriangleAlert className="warn" aria-hidden /> Neighbouring {split.axis} are in two parts. A gap of 1 or
            more prevents that.
          </span>
        ) : (
          <span className="row-tight t2">
            <Check className="good" aria-hidden />{" "}
            {hasSubjects ? "No subject is in two parts" : `No neighbouring ${split.axis} are shared`}
          </span>
        )}
      </div>
      <SplitBar
        split={split}
        gap={gap}
        length={length}
        onMove={(edge, move) => void editData({ type: "moveEdge", edge, ...move })}
      >
        <PresenceStrips />
      </SplitBar>
    </section>
  );
}
