import type { Genotype, TreePlace, TreeView } from "../space/space.ts";
import type { FigureMarks, Mark, Place } from "./mark.ts";
import { wrapped } from "./textWidth.ts";

/** A member of a space of trees, as a gallery shows it. */
export interface DrawnTree {
  readonly title: string;
  readonly genotype: Genotype;
  readonly view: TreeView;
}

/** Levels from the net down, as the Space room colours them on white. */
const LEVELS = ["#555555", "#3d63a8", "#1c766b", "#8a6416"] as const;
const INK = "#111111";
const LINE = { color: "#999999", width: 0.18 };
const WIDTH = 170;
const COLUMNS = 3;
const [MARGIN, GAP, ROW, INDENT, RADIUS, LETTERS] = [4, 6, 3.3, 4, 0.9, 2.1];

interface Row {
  readonly place: TreePlace;
  /** Index of the row of the module above it; null for the net. */
  readonly above: number | null;
  /** What is written beside it, in lines that fit. */
  readonly lines: readonly string[];
  /** Where its first line lies, in rows below the title. */
  readonly from: number;
}

/**
 * The poster's gallery (spec 1.3, 2.8): every module is a dot in the colour of its level with its name and the deltas that are not 0,
 * below the module that it belongs to; of the net the values that all others begin with.
 */
export function treeGallery(trees: readonly DrawnTree[]): FigureMarks<never> {
  const width = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
  const heights = Array.from({ length: COLUMNS }, () => MARGIN);
  const marks = trees.flatMap((tree) => {
    // Trees are of all heights: each stands where there is most room.
    const column = heights.indexOf(Math.min(...heights));
    const [left, top] = [MARGIN + column * (width + GAP), heights[column]!];
    const rows = rowsOf(tree, width);
    heights[column] = top + (lengthOf(rows) + 1) * ROW + GAP;
    return treeMarks(tree.title, rows, [left, top]);
  });
  return { width: WIDTH, height: Math.max(2 * MARGIN + ROW, Math.max(...heights) - GAP + MARGIN), marks };
}

const lengthOf = (rows: readonly Row[]): number => {
  const last = rows.at(-1)!;
  return last.from + last.lines.length;
};

const textLeft = (level: number): number => RADIUS * 3 + level * INDENT;

function rowsOf({ genotype, view }: DrawnTree, width: number): readonly Row[] {
  const rows: Row[] = [];
  const add = (place: TreePlace, above: number | null): void => {
    const text = textOf(place, genotype, view);
    const lines = wrapped({ text, size: LETTERS }, width - textLeft(place.level));
    const own = rows.push({ place, above, lines, from: rows.length === 0 ? 0 : lengthOf(rows) }) - 1;
    for (const below of view.below(genotype, place)) add(below, own);
  };
  add(view.root(), null);
  return rows;
}

const textOf = (place: TreePlace, genotype: Genotype, view: TreeView): string => {
  const deltas = view.parameters.flatMap(({ name }) => {
    const delta = view.deltaAt(genotype, place, name);
    return delta === 0 ? [] : [`${name} ${place.level === 0 ? numberOf(delta) : signed(delta)}`];
  });
  return [place.id.slice(place.id.lastIndexOf("/") + 1), deltas.join(", ")].join(" ").trimEnd();
};

const numberOf = (value: number): string => String(Number(value.toPrecision(3))).replace("-", "\u2212");

const signed = (value: number): string => (value > 0 ? `+${numberOf(value)}` : numberOf(value));

function treeMarks(title: string, rows: readonly Row[], [left, top]: Place): readonly Mark<never>[] {
  const centerOf = (index: number): Place => {
    const { place, from } = rows[index]!;
    return [left + RADIUS + place.level * INDENT, top + (from + 1.5) * ROW];
  };
  const branches = rows.flatMap(({ above }, index) => {
    if (above === null) return [];
    const [[x, y], [ownX, ownY]] = [centerOf(above), centerOf(index)];
    return [line([x, y], [x, ownY]), line([x, ownY], [ownX, ownY])];
  });
  const modules = rows.flatMap(({ place: { level }, lines, from }, index): readonly Mark<never>[] => {
    const color = LEVELS[Math.min(level, LEVELS.length - 1)]!;
    const base = top + (from + 1.5) * ROW + LETTERS * 0.35;
    return [
      { mark: "disc", center: centerOf(index), radius: RADIUS, fill: color, stroke: { color, width: 0 } },
      ...lines.map((text, row): Mark<never> => ({
        ...{ mark: "text", text, size: LETTERS, fill: INK },
        ...{ x: left + textLeft(level), y: base + row * ROW },
      })),
    ];
  });
  const head: Mark<never> = {
    ...{ mark: "text", text: title, size: LETTERS * 1.15, isBold: true, fill: INK },
    ...{ x: left, y: top + ROW * 0.75 },
  };
  return [head, ...branches, ...modules];
}

/** A line along an axis, with room for its own width. */
function line(from: Place, to: Place): Mark<never> {
  const clip = {
    ...{ left: Math.min(from[0], to[0]) - LINE.width, top: Math.min(from[1], to[1]) - LINE.width },
    ...{ width: Math.abs(to[0] - from[0]) + 2 * LINE.width, height: Math.abs(to[1] - from[1]) + 2 * LINE.width },
  };
  return { mark: "line", from, to, stroke: LINE, clip };
}
