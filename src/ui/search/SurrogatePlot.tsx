import { Select } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import type { SurrogatePlane } from "../../catalog/strategies/blackbox/surrogatePlane.ts";
import type { VectorParameter } from "../../core/space/space.ts";
import { importance, surrogateQuestion, unitOf, type VectorStage } from "../../state/tuningPlots.ts";
import { cividisTable, packed } from "../canvas/colors.ts";
import { PlotFrame } from "../charts/PlotFrame.tsx";
import { formatFixed, formatNumber } from "../format.ts";
import { HeatLegend } from "./shared/HeatLegend.tsx";
import charts from "../charts/charts.module.css";
import { useStudio } from "../studioContext.ts";
import classes from "./search.module.css";

/** A plane through the surrogate, at first along the two axes that matter most: dark is better. Trials are points, the best a ring. */
export function SurrogatePlot({ vectors }: { readonly vectors: VectorStage }) {
  const { parameters } = vectors;
  const [chosen, setChosen] = useState<readonly [number, number] | null>(null);
  const axes = useMemo(() => chosen ?? mostImportant(vectors), [chosen, vectors]);
  const question = useMemo(() => surrogateQuestion(vectors, axes), [vectors, axes]);
  const plane = useStudio(({ surrogate }) =>
    surrogate?.question.axes.join() === axes.join() ? surrogate.plane : null,
  );
  const wantSurrogate = useStudio((state) => state.wantSurrogate);
  useEffect(() => {
    if (question) void wantSurrogate(question);
  }, [question, wantSurrogate]);
  const choices = parameters.map(({ label }, axis) => ({ value: String(axis), label }));
  const choose = (place: 0 | 1) => (value: string | null) =>
    value !== null && setChosen(place === 0 ? [Number(value), axes[1]] : [axes[0], Number(value)]);
  return (
    <section className={classes.plot} aria-label="Plane through the surrogate">
      <h2>
        <Select aria-label="Upward axis" w={118} value={String(axes[1])} data={choices} onChange={choose(1)} />
        <Select aria-label="Sideways axis" w={118} value={String(axes[0])} data={choices} onChange={choose(0)} />
      </h2>
      {question === null ? (
        <p className="t2">A plane is drawn once {parameters.length + 1} trials have scores.</p>
      ) : plane ? (
        <Plane vectors={vectors} slice={plane} />
      ) : (
        <p className="t2">Fitting the surrogate</p>
      )}
    </section>
  );
}

function mostImportant(vectors: VectorStage): readonly [number, number] {
  const weights = importance(vectors);
  const [first = 0, second = 1] = weights.map((_, axis) => axis).sort((a, b) => weights[b]! - weights[a]!);
  return [first, second];
}

function Plane({ vectors, slice }: { readonly vectors: VectorStage; readonly slice: SurrogatePlane }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const selected = useStudio((state) => state.trialIds);
  const selectTrial = useStudio((state) => state.selectTrial);
  useEffect(() => canvas.current?.getContext("2d")?.putImageData(painted(slice), 0, 0), [slice]);
  const [across, up] = slice.axes;
  const place = ({ x }: { readonly x: readonly number[] }) => ({
    cx: `${unitOf(vectors.parameters[across]!, x[across]!) * 100}%`,
    cy: `${(1 - unitOf(vectors.parameters[up]!, x[up]!)) * 100}%`,
  });
  const scored = vectors.trials.filter(({ value }) => value !== null);
  const best = scored.reduce((a, b) => (b.value! < a.value! ? b : a));
  return (
    <PlotFrame name="Surrogate" numbers={() => planeNumbers(vectors, slice)}>
      <div className={classes.plane}>
        <Ends parameter={vectors.parameters[up]!} isUpward />
        <div className={charts.slice}>
          <canvas
            ref={canvas}
            width={slice.side}
            height={slice.side}
            role="img"
            aria-label={`Surrogate from ${slice.low.toFixed(3)} to ${slice.high.toFixed(3)}, best where it is dark`}
          />
          <svg>
            {scored.map(({ trial, number, x }) => (
              <circle
                key={trial.id}
                {...place({ x })}
                r={selected.includes(trial.id) ? 5 : 3}
                fill="#fff"
                stroke="#222"
                onClick={() => selectTrial(trial.id)}
                style={{ cursor: "pointer" }}
              >
                <title>{`Trial ${trial.label}, number ${number}`}</title>
              </circle>
            ))}
            <circle {...place(best)} r={7} fill="none" stroke="#fff" strokeWidth={2} />
          </svg>
        </div>
        <Ends parameter={vectors.parameters[across]!} />
        <p className="t3" data-plot-text>
          expected loss <HeatLegend low={formatFixed(slice.low, 2)} high={formatFixed(slice.high, 2)} />
        </p>
      </div>
    </PlotFrame>
  );
}

/** What an axis says, with the numbers at its ends. */
function Ends({
  parameter: { label, low, high },
  isUpward,
}: {
  readonly parameter: VectorParameter;
  readonly isUpward?: true;
}) {
  return (
    <div className={isUpward ? classes.upward : classes.sideways} data-plot-text>
      <span>{formatNumber(low)}</span>
      <b>{label}</b>
      <span>{formatNumber(high)}</span>
    </div>
  );
}

/** A row a value of the plane, at the middle of its cell. */
function planeNumbers({ parameters }: VectorStage, { axes, side, values }: SurrogatePlane) {
  const [across, up] = axes.map((axis) => parameters[axis]!) as [VectorParameter, VectorParameter];
  const at = ({ low, high }: VectorParameter, cell: number) => low + ((cell + 0.5) / side) * (high - low);
  return Array.from(values, (value, index) => ({
    [across.label]: at(across, index % side),
    [up.label]: at(up, Math.floor(index / side)),
    expected: value,
  }));
}

/** Row 0 of the slice is the low end of the upward axis, so it goes to the bottom. */
function painted({ values, side, low, high }: SurrogatePlane): ImageData {
  const table = cividisTable();
  const pixels = new Uint32Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const share = (values[row * side + column]! - low) / Math.max(1e-12, high - low);
      pixels[(side - 1 - row) * side + column] = packed(...table[Math.round(share * (table.length - 1))]!);
    }
  }
  return new ImageData(new Uint8ClampedArray(pixels.buffer), side, side);
}
