import classes from "./figure.module.css";

const STEP = 10;
const NAMED = 50;

/** Millimetres above the paper. */
export function Ruler({ widthMm }: { readonly widthMm: number }) {
  const marks = Array.from({ length: Math.floor(widthMm / STEP) + 1 }, (_, index) => index * STEP);
  return (
    <svg className={classes.ruler} viewBox={`0 0 ${widthMm} 6`} aria-hidden>
      {marks.map((at) => (
        <g key={at}>
          <line x1={at} x2={at} y1={at % NAMED === 0 ? 4 : 5} y2={6} />
          {at % NAMED === 0 && (
            <text x={at} y={3.2} textAnchor={at === 0 ? "start" : "middle"}>
              {at === 0 ? "0 mm" : at}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
