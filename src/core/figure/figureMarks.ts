import type { Rect } from "../image/plane.ts";
import type { Box, FigureMarks, Mark } from "./mark.ts";
import { pictureMarks } from "./pictureMarks.ts";
import { fitted, textWidth, wrapped } from "./textWidth.ts";

/** One picture of a figure. */
export interface FigurePanel<Picture> {
  /** "A". */
  readonly letter: string;
  readonly title: string;
  /** Drawn one over the other, each from a share of the width on. */
  readonly pictures: readonly { readonly picture: Picture; readonly from: number }[];
  /** Under it: values that are set strongly, each with what it is of; a note has no value. */
  readonly foot: readonly { readonly value: string | null; readonly text: string }[];
}

export const ZOOMS = ["none", "below", "inset"] as const;
/** Whether a part is shown larger: not at all, under each picture, or in its corner. */
export type ZoomLayout = (typeof ZOOMS)[number];
export type Ground = "white" | "black";

/** What a comparison figure shows: panels beside each other, arrows to places, a legend, a caption. */
export interface Figure<Picture> {
  readonly panels: readonly FigurePanel<Picture>[];
  /** Panels beside each other. */
  readonly columns: number;
  readonly widthMm: number;
  readonly ground: Ground;
  /** The part of the slice that is shown, in its pixels. */
  readonly crop: Rect;
  /** The pixel of the slice that is the pictures' first: they may be cut to what is shown. */
  readonly origin: readonly [x: number, y: number];
  /** Height of a pixel over its width. */
  readonly aspect: number;
  readonly zoom: { readonly layout: Exclude<ZoomLayout, "none">; readonly box: Rect } | null;
  /** Places that arrows lead to in every panel, by row and column of the slice. */
  readonly points: readonly { readonly id: number; readonly row: number; readonly column: number }[];
  /** Width of a pixel; null where it is unknown, and there is no scale bar. */
  readonly nmPerPixel: number | null;
  readonly legend: readonly { readonly color: string; readonly name: string }[];
  /** "" for none within the figure. */
  readonly caption: string;
}

/** 8 and 7 points. */
const [TITLE, TEXT] = [2.82, 2.47];
const MARGIN = 2;
const GAP = 1.6;
const TITLE_HEIGHT = 4.4;
const FOOT_HEIGHT = 4;
const LINE = 3.3;
const INKS = { white: ["#1b1b1b", "#5a5a5a", "#ffffff"], black: ["#f2f2f2", "#b4b4b4", "#000000"] } as const;

/** All that is drawn of a figure, from back to front: page and command line draw the same. */
export function figureMarks<Picture>(figure: Figure<Picture>): FigureMarks<Picture> {
  const { panels, columns, widthMm, legend, caption } = figure;
  const [ink, , ground] = INKS[figure.ground];
  const inner = widthMm - 2 * MARGIN;
  const cell = cellOf(figure);
  const rows = Math.ceil(panels.length / columns);
  const picturesHeight = rows * cell.height + (rows - 1) * GAP;
  const legendTop = MARGIN + picturesHeight + (legend.length > 0 ? 1 : 0);
  const legendLines = legendRows(legend, inner);
  const captionTop = legendTop + legendLines.length * LINE + (caption === "" ? 0 : 1.2);
  const lines = wrapped({ text: caption, size: TEXT }, inner);
  const height = captionTop + lines.length * LINE + MARGIN;
  return {
    width: widthMm,
    height,
    marks: [
      { mark: "box", box: { left: 0, top: 0, width: widthMm, height }, fill: ground },
      ...panels.flatMap((panel, index) => {
        const left = MARGIN + (index % columns) * (cell.width + GAP);
        const top = MARGIN + Math.floor(index / columns) * (cell.height + GAP);
        return panelMarks(figure, panel, { left, top, ...cell }, index === 0);
      }),
      ...legendLines.flatMap((entries, row) => legendMarks(entries, legendTop + row * LINE, ink)),
      ...lines.map((text, row): Mark<Picture> => ({
        ...{ mark: "text", text, size: TEXT, fill: ink },
        ...{ x: MARGIN, y: captionTop + row * LINE + TEXT },
      })),
    ],
  };
}

/** A panel with its title, its pictures and its foot. */
function cellOf<Picture>(figure: Figure<Picture>): { readonly width: number; readonly height: number } {
  const { columns, widthMm } = figure;
  const width = (widthMm - 2 * MARGIN - (columns - 1) * GAP) / columns;
  const picture = pictureHeight(figure, width);
  return { width, height: TITLE_HEIGHT + picture + (isZoomBelow(figure) ? 1 + picture : 0) + footHeight(figure) };
}

const pictureHeight = <Picture>({ crop, aspect }: Figure<Picture>, width: number): number =>
  (width * crop.height * aspect) / crop.width;
const footHeight = <Picture>({ panels }: Figure<Picture>): number =>
  panels.some(({ foot }) => foot.length > 0) ? FOOT_HEIGHT : 0;
const isZoomBelow = <Picture>({ zoom }: Figure<Picture>): boolean => zoom?.layout === "below";

function panelMarks<Picture>(
  figure: Figure<Picture>,
  panel: FigurePanel<Picture>,
  { left, top, width }: Box,
  isFirst: boolean,
): readonly Mark<Picture>[] {
  const [ink, faint] = INKS[figure.ground];
  const height = pictureHeight(figure, width);
  const box = { left, top: top + TITLE_HEIGHT, width, height };
  const letterWidth = textWidth({ text: panel.letter, size: TITLE, isBold: true }) + 1.2;
  const below = isZoomBelow(figure) ? { ...box, top: box.top + height + 1 } : null;
  const footTop = (below ?? box).top + height;
  const title = fitted({ text: panel.title, size: TITLE }, width - letterWidth);
  return [
    { mark: "text", text: panel.letter, size: TITLE, isBold: true, x: left, y: top + TITLE, fill: ink },
    { mark: "text", text: title, size: TITLE, x: left + letterWidth, y: top + TITLE, fill: ink },
    ...pictureMarks(figure, panel, { box, below, hasScale: isFirst }),
    ...footMarks(panel.foot, { left, top: footTop, width, height: FOOT_HEIGHT }, [ink, faint]),
  ];
}

function footMarks(
  foot: FigurePanel<never>["foot"],
  { left, top, width }: Box,
  [ink, faint]: readonly [ink: string, faint: string],
): readonly Mark<never>[] {
  let x = left;
  return foot.flatMap(({ value, text }): readonly Mark<never>[] => {
    const place = { size: TEXT, y: top + TEXT + 0.8 };
    const valueWidth = value === null ? 0 : textWidth({ text: value, size: TEXT, isBold: true }) + 0.7;
    const shown = fitted({ text, size: TEXT }, left + width - x - valueWidth);
    const at = x;
    x += valueWidth + textWidth({ text: shown, size: TEXT }) + 2;
    if (at + valueWidth > left + width) return [];
    return [
      ...(value === null ? [] : [{ mark: "text" as const, text: value, isBold: true, x: at, fill: ink, ...place }]),
      { mark: "text", text: shown, x: at + valueWidth, fill: value === null ? faint : ink, ...place },
    ];
  });
}

type Legend = Figure<never>["legend"];
const SWATCH = 2.2;
const entryWidth = (name: string): number => SWATCH + 1 + textWidth({ text: name, size: TEXT }) + 3;

function legendRows(legend: Legend, width: number): readonly Legend[] {
  const rows: Legend[] = [];
  for (const entry of legend) {
    const longer = [...(rows.at(-1) ?? []), entry];
    const isFitting = longer.reduce((sum, { name }) => sum + entryWidth(name), 0) <= width;
    if (rows.length === 0 || !isFitting) rows.push([entry]);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}

function legendMarks(entries: Legend, top: number, ink: string): readonly Mark<never>[] {
  let x = MARGIN;
  return entries.flatMap(({ color, name }): readonly Mark<never>[] => {
    const left = x;
    x += entryWidth(name);
    return [
      { mark: "box", box: { left, top: top + 0.2, width: SWATCH, height: SWATCH }, fill: color },
      { mark: "text", text: name, size: TEXT, x: left + SWATCH + 1, y: top + TEXT - 0.2, fill: ink },
    ];
  });
}
