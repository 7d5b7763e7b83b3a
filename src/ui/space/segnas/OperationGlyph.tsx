import { BLOCK_OPERATIONS, NONE, SKIP } from "../../../catalog/spaces/segnas/block.ts";

/** "Conv 3, d 2" for the dilated one, "skip", "none". */
export function operationName(operation: number): string {
  const found = BLOCK_OPERATIONS[operation]!;
  if (!("size" in found)) return found.label;
  return found.dilation > 1 ? `Conv ${found.size}, d ${found.dilation}` : `Conv ${found.size}`;
}

const SIDE = 24;
const DOT = 2.2;
/** Distance of a kernel's taps, and of those of a dilated one. */
const PITCH = [3.3, 5.2] as const;

/** A kernel as the grid of its taps, a skip as an arrow, none as a dash. */
export function OperationGlyph({ operation, size = SIDE }: { readonly operation: number; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      aria-hidden
      style={{ flex: "none", display: "block" }}
    >
      <GlyphMarks operation={operation} />
    </svg>
  );
}

/** The marks alone, in a square of 24, for drawings that place them themselves. */
export function GlyphMarks({ operation }: { readonly operation: number }) {
  if (operation === NONE) return <path d="M7 12h10" stroke="var(--text-3)" strokeWidth={1.5} />;
  if (operation === SKIP) return <path d="M3 12h17m-5-5l5 5-5 5" fill="none" stroke="var(--text)" strokeWidth={1.5} />;
  const { size, dilation } = BLOCK_OPERATIONS[operation] as { readonly size: number; readonly dilation: number };
  const pitch = dilation > 1 ? PITCH[1] : PITCH[0];
  const places = Array.from({ length: size }, (_, index) => SIDE / 2 + (index - (size - 1) / 2) * pitch - DOT / 2);
  return places.map((y) =>
    places.map((x) => <rect key={`${x}/${y}`} x={x} y={y} width={DOT} height={DOT} fill="var(--text)" />),
  );
}
