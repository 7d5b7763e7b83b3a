import type { ScaleBar } from "./scaleBar.ts";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a picture's first pixel lies, and how large its pixels are drawn. */
export interface PictureFrame {
  readonly left: number;
  readonly top: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

/** One picture of a figure. */
export interface FigurePanel<Picture> {
  /** "A". */
  readonly letter: string;
  readonly title: string;
  readonly size: { readonly width: number; readonly height: number };
  /** Within the panel. */
  readonly frame: PictureFrame;
  /** Drawn one over the other, each from a share of the width on. */
  readonly pictures: readonly { readonly picture: Picture; readonly from: number }[];
}

/** What a comparison figure shows: panels beside each other, arrows to places, a legend, a caption. */
export interface Figure<Picture> {
  readonly panels: readonly FigurePanel<Picture>[];
  /** Places that arrows lead to in every panel, by row and column of the pictures. */
  readonly points: readonly { readonly id: number; readonly row: number; readonly column: number }[];
  /** Drawn in the first panel; null where the voxels' size is unknown. */
  readonly scaleBar: ScaleBar | null;
  readonly legend: readonly { readonly color: string; readonly name: string }[];
  readonly caption: string;
}

/** One thing to draw; places in pixels from the upper left corner, text by the start of its base line. */
export type Mark<Picture> =
  | { readonly mark: "picture"; readonly picture: Picture; readonly frame: PictureFrame; readonly clip: Box }
  | { readonly mark: "box"; readonly box: Box; readonly fill: string }
  | {
      readonly mark: "line";
      readonly from: readonly [x: number, y: number];
      readonly to: readonly [x: number, y: number];
      readonly stroke: string;
      readonly width: number;
      readonly clip: Box;
    }
  | { readonly mark: "text"; readonly text: string; readonly x: number; readonly y: number; readonly fill: string };

export interface FigureMarks<Picture> {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark<Picture>[];
}

/** Text is set in this size. */
export const FONT_PIXELS = 12;
export const FONT_FAMILY = "Inter, system-ui, sans-serif";

const GAP = 4;
const LINE = 18;
/** A letter of that size is this wide in the mean: what draws a figure need not be able to measure text. */
const LETTER = 6.4;
const [TAG, TAG_TEXT, INK, STAGE] = ["rgba(18,18,18,0.82)", "#f2f2f2", "#1b1b1b", "#303030"];
const widthOf = (text: string): number => text.length * LETTER;

/** All that is drawn of a figure on white, from back to front: page and command line draw the same. */
export function figureMarks<Picture>(figure: Figure<Picture>): FigureMarks<Picture> {
  const { panels, legend, caption } = figure;
  const columns = Math.ceil(Math.sqrt(panels.length));
  const cell = panels[0]?.size ?? { width: 1, height: 1 };
  const width = columns * (cell.width + GAP) - GAP;
  const picturesHeight = Math.ceil(panels.length / columns) * (cell.height + GAP);
  const lines = wrapped(caption, Math.floor(width / LETTER));
  const height = picturesHeight + (lines.length + 2) * LINE;
  return {
    width,
    height,
    marks: [
      { mark: "box", box: { left: 0, top: 0, width, height }, fill: "#ffffff" },
      ...panels.flatMap((panel, index) => {
        const left = (index % columns) * (cell.width + GAP);
        const top = Math.floor(index / columns) * (cell.height + GAP);
        return panelMarks(panel, { left, top, ...panel.size }, figure, index === 0);
      }),
      ...legendMarks(legend, picturesHeight + LINE),
      ...lines.map(
        (text, index) => ({ mark: "text", text, x: 0, y: picturesHeight + (index + 2) * LINE, fill: INK }) as const,
      ),
    ],
  };
}

function panelMarks<Picture>(
  { letter, title, frame, pictures }: FigurePanel<Picture>,
  box: Box,
  { points, scaleBar }: Figure<Picture>,
  isFirst: boolean,
): readonly Mark<Picture>[] {
  const placed = { ...frame, left: frame.left + box.left, top: frame.top + box.top };
  return [
    { mark: "box", box, fill: STAGE },
    ...pictures.map(({ picture, from }) => {
      const clip = { ...box, left: box.left + from * box.width, width: (1 - from) * box.width };
      return { mark: "picture", picture, frame: placed, clip } as const;
    }),
    ...points.flatMap(({ id, row, column }) => {
      const x = placed.left + (column + 0.5) * placed.scaleX;
      const y = placed.top + (row + 0.5) * placed.scaleY;
      return arrowMarks(id, x, y, box);
    }),
    ...tagMarks(`${letter}  ${title}`, box.left + 8, box.top + 8),
    ...(isFirst && scaleBar ? scaleMarks(scaleBar, box) : []),
  ];
}

function scaleMarks({ width, text }: ScaleBar, { left, top, height }: Box): readonly Mark<never>[] {
  const bar = { left: left + 14, top: top + height - 12, width, height: 3 };
  return [...tagMarks(text, left + 8, top + height - 32, width + 12, 26), { mark: "box", box: bar, fill: "#ffffff" }];
}

/** An arrow from the upper left whose number stands at its end. */
function arrowMarks(id: number, x: number, y: number, clip: Box): readonly Mark<never>[] {
  const strokes = [
    ["#111111", 4],
    ["#ffffff", 2],
  ] as const;
  const shaft = [x - 26, y - 26] as const;
  const tip = [x - 4, y - 4] as const;
  const ways = [shaft, [x - 12, y - 4] as const, [x - 4, y - 12] as const];
  return [
    ...strokes.flatMap(([stroke, width]) =>
      ways.map((from): Mark<never> => ({ mark: "line", from, to: tip, stroke, width, clip })),
    ),
    ...tagMarks(String(id), x - 40, y - 40),
  ];
}

const tagMarks = (
  text: string,
  x: number,
  y: number,
  width = widthOf(text) + 12,
  height = LINE,
): readonly Mark<never>[] => [
  { mark: "box", box: { left: x, top: y, width, height }, fill: TAG },
  { mark: "text", text, x: x + 6, y: y + 13, fill: TAG_TEXT },
];

function legendMarks(entries: Figure<never>["legend"], y: number): readonly Mark<never>[] {
  let x = 0;
  return entries.flatMap(({ color, name }): readonly Mark<never>[] => {
    const left = x;
    x += widthOf(name) + 30;
    return [
      { mark: "box", box: { left, top: y - 10, width: 10, height: 10 }, fill: color },
      { mark: "text", text: name, x: left + 14, y, fill: INK },
    ];
  });
}

function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = [...lines.slice(-1), word].join(" ");
    if (lines.length === 0 || longer.length > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
