import { SegmentedControl } from "@mantine/core";
import { useMemo, useState, type MouseEvent } from "react";
import { axesOf } from "../../catalog/testFunctions/testFunction.ts";
import { surrogateBehind } from "../../state/learnRun.ts";
import { PlotFrame } from "../charts/PlotFrame.tsx";
import { useSize, type ElementSize } from "../controls/useSize.ts";
import { useStudio } from "../studioContext.ts";
import { ContourCanvas } from "./ContourCanvas.tsx";
import { SceneMarks } from "./SceneMarks.tsx";
import { bestOf, digits, type Explanation } from "../../core/strategy/lesson.ts";
import type { LearnView } from "./view.ts";
import classes from "./learn.module.css";

/** CSS pixels around the picture, for the axes. */
const MARGIN = { left: 40, right: 2, top: 2, bottom: 30 } as const;

interface ContourPanelProps {
  readonly view: LearnView;
  readonly story: Explanation;
}

/** The function from above, or the surrogate of it, with everything the strategy knows. */
export function ContourPanel({ view, story }: ContourPanelProps) {
  const [ref, size] = useSize();
  const [isSurrogate, setSurrogate] = useState(false);
  const surrogate = useMemo(() => surrogateBehind(view.plan, view.steps), [view]);
  const count = view.testFunction.bounds.length;
  return (
    <section className={`panel ${classes.contour!}`} aria-label="Where it looks">
      <div className="panel-head">
        <h2>Where it looks</h2>
        <span className={`t3 ${classes.clip!}`}>
          {count > 2
            ? `a plane through the best of ${count} variables; darker is better`
            : "darker is better, lines at equal value"}
        </span>
        <span className="space" />
        {surrogate && (
          <SegmentedControl
            aria-label="Shown as height"
            value={isSurrogate ? "surrogate" : "function"}
            onChange={(value) => setSurrogate(value === "surrogate")}
            data={[
              { value: "function", label: "Function" },
              { value: "surrogate", label: "Surrogate" },
            ]}
          />
        )}
        <Legend points={story.points} />
      </div>
      <div ref={ref} className={classes.plane}>
        {size && (
          <Plane
            view={view}
            story={story}
            size={size}
            height={isSurrogate && surrogate ? surrogate : view.testFunction.value}
          />
        )}
      </div>
    </section>
  );
}

function Legend({ points }: { readonly points: string }) {
  return (
    <span className={`row t2 ${classes.legend!}`}>
      <span className="row-tight">
        <svg width={10} height={10} aria-hidden>
          <circle cx={5} cy={5} r={3.5} fill="#fff" stroke="#111" />
        </svg>
        {points}
      </span>
      <span className="row-tight">
        <svg width={12} height={12} aria-hidden>
          <path d="M6 .5l1.6 3.6 3.9.4-2.9 2.6.8 3.9L6 9 2.6 11l.8-3.9L.5 4.5l3.9-.4z" fill="#fff" stroke="#111" />
        </svg>
        best
      </span>
      <span className="row-tight">
        <svg width={12} height={12} aria-hidden>
          <path d="M1 6h10M6 1v10" stroke="var(--text-2)" strokeWidth={1.5} />
        </svg>
        true minima
      </span>
    </span>
  );
}

interface PlaneProps extends ContourPanelProps {
  readonly size: ElementSize;
  readonly height: (x: readonly number[]) => number;
}

function Plane({ view, story, size, height }: PlaneProps) {
  const changeLearnPlan = useStudio((state) => state.changeLearnPlan);
  const { testFunction, steps } = view;
  const { bounds } = testFunction;
  const [across, up] = [bounds[0]!, bounds[1]!];
  const best = bestOf(steps);
  const rest = (best?.x ?? bounds.map(([low, high]) => (low + high) / 2)).slice(2);
  const inner = {
    width: Math.max(1, size.width - MARGIN.left - MARGIN.right),
    height: Math.max(1, size.height - MARGIN.top - MARGIN.bottom),
  };
  const place = {
    x: (value: number) => MARGIN.left + ((value - across[0]) / (across[1] - across[0])) * inner.width,
    y: (value: number) => MARGIN.top + (1 - (value - up[0]) / (up[1] - up[0])) * inner.height,
  };
  const placeFirst = (event: MouseEvent<SVGRectElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    changeLearnPlan({ first: bounds.map(([low, high], axis) => low + (high - low) * (share[axis] ?? 0.5)) });
  };
  const label = `${testFunction.label} after ${steps.length} evaluations${best ? `, best ${digits(best.value)}` : ""}`;
  return (
    <PlotFrame name="Where it looks" numbers={() => steps.map(evaluationRow)}>
      <ContourCanvas
        height={height}
        bounds={[across, up]}
        rest={rest}
        size={inner}
        left={MARGIN.left}
        top={MARGIN.top}
      />
      <svg width={size.width} height={size.height} role="img" aria-label={label}>
        <Axes view={view} place={place} size={size} />
        <rect
          x={MARGIN.left}
          y={MARGIN.top}
          width={inner.width}
          height={inner.height}
          fill="transparent"
          onClick={placeFirst}
          style={{ cursor: "crosshair" }}
        />
        <SceneMarks view={view} scene={story.scene} best={best} rest={rest} place={place} inner={inner} />
      </svg>
    </PlotFrame>
  );
}

/** What was evaluated: the ground it lies on is a formula. */
const evaluationRow = ({ x, value }: LearnView["steps"][number], index: number) => ({
  evaluation: index + 1,
  ...Object.fromEntries(x.map((variable, axis) => [`x${axis + 1}`, variable])),
  value,
});

export interface Placing {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Four steps an axis, at round numbers. */
function ticksOf([low, high]: readonly [number, number]): readonly number[] {
  const rough = (high - low) / 3.5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.8) ?? 10);
  return Array.from(
    { length: Math.floor((high - low) / step + 1e-9) + 1 },
    (_, index) => Math.ceil(low / step - 1e-9) * step + index * step,
  ).filter((tick) => tick <= high + 1e-9);
}

function Axes({
  view,
  place,
  size,
}: {
  readonly view: LearnView;
  readonly place: Placing;
  readonly size: ElementSize;
}) {
  const [across, up] = axesOf(view.testFunction);
  const [left, right] = [MARGIN.left, size.width - MARGIN.right];
  return (
    <g className={classes.axis}>
      {ticksOf([across!.low, across!.high]).map((tick) => {
        const isLast = place.x(tick) > right - 20;
        return (
          <text
            key={tick}
            x={Math.min(right, place.x(tick))}
            y={size.height - 12}
            textAnchor={isLast ? "end" : place.x(tick) < left + 10 ? "start" : "middle"}
          >
            {digits(tick)}
          </text>
        );
      })}
      {ticksOf([up!.low, up!.high]).map((tick) => (
        <text
          key={tick}
          x={left - 8}
          y={Math.min(size.height - MARGIN.bottom, Math.max(11, place.y(tick) + 4))}
          textAnchor="end"
        >
          {digits(tick)}
        </text>
      ))}
      <text x={place.x(across!.low + 0.9 * (across!.high - across!.low))} y={size.height - 12} textAnchor="middle">
        {across!.label}
      </text>
      <text x={left - 8} y={place.y(up!.low + 0.86 * (up!.high - up!.low)) + 4} textAnchor="end">
        {up!.label}
      </text>
    </g>
  );
}
