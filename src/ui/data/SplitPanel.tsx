import { NumberInput, SegmentedControl } from "@mantine/core";
import { Check, TriangleAlert } from "lucide-react";
import type { Split } from "../../core/image/dataset.ts";
import { hasTouchingParts, splitAlong, splitLength, withGap } from "../../state/splitEdges.ts";
import { useStudio } from "../studioContext.ts";
import { PresenceStrips } from "./PresenceStrips.tsx";
import { SplitBar } from "./SplitBar.tsx";
import classes from "./data.module.css";

/** Which part of the stack is trained on, which chooses between networks, and which is kept for the end. */
export function SplitPanel() {
  const split = useStudio(({ data }) => data?.split ?? null);
  const gap = useStudio(({ data }) => data?.gap ?? 0);
  const shape = useStudio(({ data }) => data?.image?.shape ?? null);
  const setSplit = useStudio((state) => state.setSplit);
  if (!split || !shape) return null;
  const length = splitLength(shape, split);
  const changeAxis = (axis: string) => {
    const next = splitAlong(shape, axis as Split["axis"], gap);
    if (next) void setSplit(next, gap);
  };
  const changeGap = (value: number) => {
    const next = withGap(split, value, length);
    if (next) void setSplit(next, value);
  };
  const isTouching = hasTouchingParts(split);
  return (
    <section className={classes.split} aria-label="Split">
      <div className={classes.splitHead}>
        <h2>
          <b>Split</b>
        </h2>
        <SegmentedControl
          aria-label="Split along"
          value={split.axis}
          onChange={changeAxis}
          data={[
            { value: "slices", label: "Blocks of slices", disabled: splitAlong(shape, "slices", gap) === null },
            { value: "columns", label: "Columns" },
          ]}
        />
        <span className="t2" style={{ marginLeft: 8 }}>
          Gap
        </span>
        <NumberInput
          key={gap}
          aria-label={`Gap between parts, ${split.axis}`}
          w={44}
          min={0}
          max={Math.floor(length / 4)}
          allowDecimal={false}
          defaultValue={gap}
          styles={{ input: { textAlign: "right" } }}
          onBlur={(event) => event.currentTarget.value !== "" && Number(event.currentTarget.value) !== gap && changeGap(Number(event.currentTarget.value))}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
        <span className="space" />
        {isTouching ? (
          <span className="row-tight t2">
            <TriangleAlert className="warn" aria-hidden /> Neighbouring {split.axis} are in two parts. A gap of 1 or more prevents that.
          </span>
        ) : (
          <span className="row-tight t2">
            <Check className="good" aria-hidden /> No neighbouring {split.axis} are shared
          </span>
        )}
      </div>
      <SplitBar split={split} gap={gap} length={length} onChange={(next) => void setSplit(next, gap)}>
        <PresenceStrips />
      </SplitBar>
    </section>
  );
}
