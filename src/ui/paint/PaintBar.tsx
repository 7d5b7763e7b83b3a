import { SegmentedControl, Slider, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { PLANES } from "../../state/orthoSlice.ts";
import { MOST_SIZE } from "../../state/painting/paintTools.ts";
import { ZoomFit } from "../canvas/ZoomFit.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { useStudio } from "../studioContext.ts";

interface PaintBarProps {
  /** What leaves painting. */
  readonly mode: ReactNode;
  /** Whether other planes than xy can be painted on here. */
  readonly hasPlanes?: boolean;
}

/** How the chosen tool paints. */
export function PaintBar({ mode, hasPlanes = false }: PaintBarProps) {
  const tool = useStudio(({ paint }) => paint.tool);
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? 1);
  const plane = useStudio((state) => state.plane);
  const setPlane = useStudio((state) => state.setPlane);
  const hasSize = tool === "brush" || tool === "eraser";
  return (
    <div className="bar" role="toolbar" aria-label="Painting">
      {mode}
      {hasSize && <SizeField />}
      {tool === "fill" && <ToleranceField />}
      {tool !== "accept" && <LimitFields />}
      <span className="space" />
      {depth > 1 && hasPlanes && (
        <SegmentedControl
          aria-label="Plane"
          data={PLANES.map((value) => ({ value, label: value.toUpperCase() }))}
          value={plane}
          onChange={setPlane}
        />
      )}
      <ZoomFit />
    </div>
  );
}

function SizeField() {
  const size = useStudio(({ paint }) => paint.size);
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? 1);
  const isBall = useStudio(({ paint }) => paint.isBall);
  const changePaint = useStudio((state) => state.changePaint);
  // A ball would reach into slices that are not of the round.
  const canReach = useStudio(({ data }) => depth > 1 && !data?.correction);
  return (
    <>
      <span className="t2">Size</span>
      <Slider
        className="wide-only"
        thumbLabel="Brush size"
        min={1}
        max={100}
        value={Math.min(100, size)}
        onChange={(value) => changePaint({ size: value })}
        style={{ width: 90 }}
      />
      <NumberField
        isInline
        label="Brush diameter, px"
        width={62}
        unit="px"
        value={size}
        min={1}
        isWhole
        check={(value) => (value <= MOST_SIZE ? null : `A brush is at most ${MOST_SIZE} px.`)}
        onChange={(value) => changePaint({ size: value })}
      />
      {canReach && (
        <Switch
          size="xs"
          label="3D"
          aria-label="Paint in 3D"
          checked={isBall}
          onChange={(event) => changePaint({ isBall: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function ToleranceField() {
  const tolerance = useStudio(({ paint }) => paint.tolerance);
  const changePaint = useStudio((state) => state.changePaint);
  return (
    <>
      <span className="t2">Greys within</span>
      <Slider
        thumbLabel="Tolerance of fill, % of the window"
        min={0}
        max={50}
        value={Math.round(tolerance * 100)}
        onChange={(value) => changePaint({ tolerance: value / 100 })}
        style={{ width: 90 }}
      />
      <span className="t2" style={{ width: 34 }}>
        {Math.round(tolerance * 100)}&nbsp;%
      </span>
    </>
  );
}

/** What the tool may paint on: some greys only, and only what carries no label. */
function LimitFields() {
  const greys = useStudio(({ paint }) => paint.greys);
  const keepsPainted = useStudio(({ paint }) => paint.keepsPainted);
  const window = useStudio((state) => state.window ?? state.data?.image?.window ?? null);
  const changePaint = useStudio((state) => state.changePaint);
  return (
    <>
      <Switch
        size="xs"
        label="Only greys"
        aria-label="Paint only where grey is"
        checked={greys !== null}
        disabled={!window}
        onChange={(event) => changePaint({ greys: event.currentTarget.checked && window ? rounded(window) : null })}
      />
      {greys && (
        <>
          <NumberField
            isInline
            label="Lowest grey that is painted"
            width={58}
            value={greys[0]}
            check={(value) => (value <= greys[1] ? null : "Above the highest grey nothing is left to paint on.")}
            onChange={(low) => changePaint({ greys: [low, greys[1]] })}
          />
          <span className="t3">to</span>
          <NumberField
            isInline
            label="Highest grey that is painted"
            width={58}
            value={greys[1]}
            check={(value) => (value >= greys[0] ? null : "Below the lowest grey nothing is left to paint on.")}
            onChange={(high) => changePaint({ greys: [greys[0], high] })}
          />
        </>
      )}
      <Switch
        size="xs"
        label="Keep painted"
        aria-label="Keep what is painted"
        checked={keepsPainted}
        onChange={(event) => changePaint({ keepsPainted: event.currentTarget.checked })}
      />
    </>
  );
}

/** Whole greys where the window spans several, as fields for them are read more easily. */
const rounded = ([low, high]: readonly [number, number]): readonly [number, number] =>
  high - low > 4 ? [Math.round(low), Math.round(high)] : [low, high];
