import type { FunctionStep } from "../../catalog/testFunctions/runOnFunction.ts";
import type { ElementSize } from "../controls/useSize.ts";
import type { Placing } from "./ContourPanel.tsx";
import { digits, type Scene } from "../../core/strategy/lesson.ts";
import type { LearnView } from "./view.ts";
import classes from "./learn.module.css";

interface SceneMarksProps {
  readonly view: LearnView;
  readonly scene: Scene;
  readonly best: FunctionStep | undefined;
  /** Where the plane cuts the variables after the first two. */
  readonly rest: readonly number[];
  readonly place: Placing;
  readonly inner: ElementSize;
}

const STAR = "M6 .5l1.6 3.6 3.9.4-2.9 2.6.8 3.9L6 9 2.6 11l.8-3.9L.5 4.5l3.9-.4z";
/** Violet that stands out on cividis in both themes. */
const ACCENT = "#c9c0ff";

/** Points, the way to the one shown, the best and the true minima, over the contour. */
export function SceneMarks({ view, scene, best, rest, place, inner }: SceneMarksProps) {
  const last = view.steps.at(-1);
  const at = (x: readonly number[]) => ({ cx: place.x(x[0]!), cy: place.y(x[1]!) });
  return (
    <g pointerEvents="none">
      <Exclusion view={view} scene={scene} rest={rest} place={place} inner={inner} />
      {view.testFunction.minima.map((x, index) => (
        <Cross key={index} {...at(x)} />
      ))}
      {scene.points.map((x, index) => (
        <circle key={index} {...at(x)} r={4} fill="#fff" stroke="#111" strokeWidth={1.25} />
      ))}
      {scene.lines.map(({ from, to, isStrong }, index) => (
        <Line key={index} from={at(from)} to={at(to)} isStrong={isStrong} />
      ))}
      {scene.batch.map((x, index) => (
        <circle key={index} {...at(x)} r={4.5} fill={ACCENT} stroke="#111" strokeWidth={1.25} />
      ))}
      {scene.squares.map(({ at: x, text }) => (
        <g key={text}>
          <rect x={at(x).cx - 4} y={at(x).cy - 4} width={8} height={8} fill="#fff" stroke="#111" />
          <Tag {...at(x)} text={text} side={1} rise={-10} inner={inner} />
        </g>
      ))}
      {scene.named.map(({ at: x, text }) => (
        <g key={text}>
          <circle {...at(x)} r={5.5} fill="#fff" stroke="#111" strokeWidth={1.5} />
          <Tag {...at(x)} text={text} side={best && x[0]! < best.x[0]! ? -1 : 1} rise={0} inner={inner} />
        </g>
      ))}
      {best && (
        <g>
          <path
            transform={`translate(${at(best.x).cx - 11} ${at(best.x).cy - 11}) scale(1.85)`}
            d={STAR}
            fill="#fff"
            stroke="#111"
            strokeWidth={0.8}
          />
          {best !== last && (
            <Tag {...at(best.x)} text={`best ${digits(best.value)}`} side={-1} rise={12} inner={inner} />
          )}
        </g>
      )}
      {last && (
        <g>
          <circle {...at(last.x)} r={7} fill={ACCENT} stroke="#111" strokeWidth={1.5} />
          <Tag
            {...at(last.x)}
            text={`trial ${digits(last.value)}`}
            side={best && best !== last && last.x[0]! < best.x[0]! ? -1 : 1}
            rise={0}
            inner={inner}
            isHot
          />
        </g>
      )}
    </g>
  );
}

/** Where no proposal may lie: the plane's cut through a ball around every point. */
function Exclusion({ view: { testFunction, steps }, scene, rest, place, inner }: Omit<SceneMarksProps, "best">) {
  if (scene.radius === 0) return null;
  const { bounds } = testFunction;
  const cutRadius = (x: readonly number[]) => {
    const away = rest.reduce(
      (sum, value, index) => sum + ((value - x[index + 2]!) / (bounds[index + 2]![1] - bounds[index + 2]![0])) ** 2,
      0,
    );
    return Math.sqrt(Math.max(0, scene.radius ** 2 - away));
  };
  return (
    <g fill="rgba(255, 255, 255, .07)" stroke="#fff" strokeOpacity={0.6} clipPath="url(#learn-plane)">
      <clipPath id="learn-plane">
        <rect x={place.x(bounds[0]![0])} y={place.y(bounds[1]![1])} width={inner.width} height={inner.height} />
      </clipPath>
      {steps.slice(0, -1).map(({ index, x }) => {
        const radius = cutRadius(x);
        return (
          radius > 0 && (
            <ellipse
              key={index}
              cx={place.x(x[0]!)}
              cy={place.y(x[1]!)}
              rx={radius * inner.width}
              ry={radius * inner.height}
            />
          )
        );
      })}
    </g>
  );
}

interface Spot {
  readonly cx: number;
  readonly cy: number;
}

function Cross({ cx, cy }: Spot) {
  const d = `M${cx - 6} ${cy}h12M${cx} ${cy - 6}v12`;
  return (
    <>
      <path d={d} stroke="#000" strokeOpacity={0.6} strokeWidth={3.5} />
      <path d={d} stroke="#fff" strokeWidth={1.5} />
    </>
  );
}

function Line({ from, to, isStrong }: { readonly from: Spot; readonly to: Spot; readonly isStrong: boolean }) {
  const ends = { x1: from.cx, y1: from.cy, x2: to.cx, y2: to.cy };
  return (
    <>
      <line {...ends} stroke="#000" strokeOpacity={0.6} strokeWidth={isStrong ? 4.5 : 3.25} />
      <line
        {...ends}
        stroke={isStrong ? ACCENT : "#fff"}
        strokeWidth={isStrong ? 2.5 : 1.25}
        strokeDasharray={isStrong ? undefined : "4 3"}
      />
    </>
  );
}

interface TagProps extends Spot {
  readonly text: string;
  /** To the left (-1) or right of the point, unless that is outside. */
  readonly side: 1 | -1;
  readonly rise: number;
  readonly inner: ElementSize;
  readonly isHot?: boolean;
}

function Tag({ cx, cy, text, side, rise, inner, isHot = false }: TagProps) {
  const width = text.length * 6.4 + 12;
  const isLeft = side < 0 ? cx - 12 - width > 40 : cx + 12 + width > inner.width + 40;
  const left = isLeft ? cx - 12 - width : cx + 12;
  const top = Math.min(inner.height - 16, Math.max(2, cy + rise - 9));
  return (
    <g className={classes.tag}>
      <rect x={left} y={top} width={width} height={18} rx={2} />
      <text x={left + width / 2} y={top + 13} textAnchor="middle" fill={isHot ? ACCENT : "#f2f2f2"}>
        {text}
      </text>
    </g>
  );
}
