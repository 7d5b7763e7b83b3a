import type { ModuleChange, ModuleChangeKind } from "../../../core/network/moduleDifference.ts";
import { useSize } from "../../controls/useSize.ts";
import classes from "./difference.module.css";

const BOX = { height: 56, gap: 14 } as const;
const ROW = 78;
/** Under this many pixels a box has no room for what its convolutions are. */
const ROOMY = 96;

/** From here there is room for what they were, too. */
const WIDE = 150;

const WORDS: Readonly<Record<ModuleChangeKind, string>> = {
  same: "the same",
  added: "added",
  removed: "removed",
  wider: "wider",
  narrower: "narrower",
  changed: "other convolutions",
};

/** The modules of two networks in one row of computation, a scale a row: what was added is framed, what was removed dashed and struck, bars are kernels. */
export function ModuleDrawing({ changes }: { readonly changes: readonly ModuleChange[] }) {
  const [ref, size] = useSize();
  const step = (size?.width ?? 900) / changes.length;
  const deepest = Math.max(...changes.map(({ scale }) => scale));
  const most = Math.max(...changes.flatMap(({ is, was }) => [is?.kernels ?? 0, was?.kernels ?? 0]));
  return (
    <div className={classes.drawing} tabIndex={0} aria-label="Modules">
      <div ref={ref} style={{ minWidth: changes.length * 74 }}>
        <svg
          width={step * changes.length}
          height={(deepest + 1) * ROW}
          role="img"
          aria-label={changes.map(changeText).join("; ")}
        >
          {changes.map((_, index) => (
            <Flow key={index} changes={changes} index={index} step={step} />
          ))}
          {changes.map((change, index) => (
            <Module key={index} change={change} x={index * step} width={step - BOX.gap} most={most} />
          ))}
        </svg>
      </div>
      <p className={`t3 ${classes.legend!}`}>
        <span data-kind="added">added</span>
        <span data-kind="removed">removed</span>
        <span data-kind="wider">wider</span>
        <span data-kind="narrower">narrower</span>
        bars: kernels of the module
      </p>
    </div>
  );
}

/** "encoder/block1 wider, 16 to 28 kernels" */
function changeText(change: ModuleChange): string {
  return `${(change.is ?? change.was)!.box.label} ${WORDS[change.kind]}, ${kernelsText(change)}`;
}

function kernelsText({ is, was }: ModuleChange): string {
  if (is && was && is.kernels !== was.kernels) return `${was.kernels} → ${is.kernels} kernels`;
  const { kernels, box } = (is ?? was)!;
  return kernels > 0 ? `${kernels} kernels` : box.output;
}

/** From the module before, of those that both or the same network has. */
function Flow({
  changes,
  index,
  step,
}: {
  readonly changes: readonly ModuleChange[];
  readonly index: number;
  readonly step: number;
}) {
  const { kind, scale } = changes[index]!;
  const isGone = kind === "removed";
  const before = changes.slice(0, index).findLastIndex((other) => isGone || other.kind !== "removed");
  if (before < 0) return null;
  const [x, y] = [before * step + step - BOX.gap, changes[before]!.scale * ROW + BOX.height / 2];
  const [toX, toY] = [index * step, scale * ROW + BOX.height / 2];
  const middle = toX - BOX.gap / 2;
  return (
    <path className={classes.flow} data-kind={isGone ? "removed" : "same"} d={`M${x} ${y}H${middle}V${toY}H${toX}`} />
  );
}

interface ModuleProps {
  readonly change: ModuleChange;
  readonly x: number;
  readonly width: number;
  /** Kernels of the widest module, whose bar is as wide as its box. */
  readonly most: number;
}

function Module({ change, x, width, most }: ModuleProps) {
  const { kind, is, was, scale } = change;
  const { label, detail } = (is ?? was)!.box;
  const y = scale * ROW;
  const bar = (kernels: number) => (width * kernels) / most;
  const [less, more] = [is?.kernels ?? 0, was?.kernels ?? 0].sort((a, b) => a - b) as [number, number];
  const isChanged = is && was && is.box.detail !== was.box.detail;
  return (
    <g className={classes.module} data-kind={kind}>
      <title>{changeText(change)}</title>
      <rect x={x + 0.5} y={y + 0.5} width={width} height={BOX.height} rx={2} />
      <text x={x + 7} y={y + 16} className={classes.name}>
        {shortName(label)}
      </text>
      {width >= ROOMY && (
        <text x={x + 7} y={y + 32}>
          {isChanged && width >= WIDE ? `${was.box.detail} → ${detail}` : detail}
        </text>
      )}
      <text x={x + 7} y={y + (width >= ROOMY ? 48 : 34)}>
        {width >= ROOMY ? kernelsText(change) : kernelsText(change).replace(" kernels", "")}
      </text>
      {/* What both have, then what one of them has more. */}
      <rect className={classes.bar} x={x} y={y + BOX.height + 4} width={bar(is && was ? less : 0)} height={5} />
      <rect
        className={classes.more}
        x={x + bar(is && was ? less : 0)}
        y={y + BOX.height + 4}
        width={bar(is && was ? more - less : more)}
        height={5}
      />
    </g>
  );
}

const shortName = (label: string): string =>
  label
    .replace(/^encoder\/block/, "enc ")
    .replace(/^decoder\/block/, "dec ")
    .replace(/^bottleneck\/block0$/, "bottleneck");
