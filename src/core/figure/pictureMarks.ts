import type { Rect } from "../image/plane.ts";
import type { Figure, FigurePanel } from "./figureMarks.ts";
import type { Box, Mark, PictureFrame, Place } from "./mark.ts";
import { scaleBarOf } from "./scaleBar.ts";
import { textWidth } from "./textWidth.ts";

const [DARK, LIGHT] = ["#111111", "#ffffff"];
const SMALL = 2.12;
/** Of a panel's width. */
const INSET = 0.44;
const ARROW = { length: 7, head: 1.9, halfWidth: 0.75, line: 0.35, rim: 0.8, disc: 1.6 };

interface Places {
  readonly box: Box;
  /** Where the enlarged part stands under it. */
  readonly below: Box | null;
  readonly hasScale: boolean;
}

/** The pictures of one panel with all that is drawn over them. */
export function pictureMarks<Picture>(
  figure: Figure<Picture>,
  { pictures }: Pick<FigurePanel<Picture>, "pictures">,
  { box, below, hasScale }: Places,
): readonly Mark<Picture>[] {
  const { crop, zoom, points, nmPerPixel } = figure;
  const near = zoom && (below ?? insetOf(box));
  const isNear = ({ row, column }: { readonly row: number; readonly column: number }) =>
    zoom !== null && isWithin(zoom.box, column + 0.5, row + 0.5);
  const view = (at: Box, part: Rect) => ({ at, frame: frameOf(at, part, figure) });
  const whole = view(box, crop);
  const part = zoom && near ? view(near, zoom.box) : null;
  const scale = ({ at, frame }: typeof whole) =>
    hasScale && nmPerPixel !== null ? scaleMarks(nmPerPixel / frame.scaleX, at) : [];
  return [
    ...layered(pictures, whole),
    ...(zoom ? framed(boxOf(whole.frame, zoom.box, figure.origin)) : []),
    ...scale(whole),
    ...arrows(
      points.filter((point) => !isNear(point) && isWithin(crop, point.column + 0.5, point.row + 0.5)),
      whole,
      figure,
    ),
    ...(part
      ? [
          ...layered(pictures, part),
          ...(below ? scale(part) : framed(part.at)),
          ...arrows(points.filter(isNear), part, figure),
        ]
      : []),
  ];
}

interface PartView {
  readonly at: Box;
  readonly frame: PictureFrame;
}

const insetOf = ({ left, top, width, height }: Box): Box => ({
  ...{ left: left + (1 - INSET) * width - 0.6, top: top + 0.6 },
  ...{ width: INSET * width, height: INSET * height },
});

const isWithin = ({ x, y, width, height }: Rect, column: number, row: number): boolean =>
  column >= x && column < x + width && row >= y && row < y + height;

/** How the pictures must lie for a part of the slice to fill a box. */
function frameOf(
  { left, top, width, height }: Box,
  part: Rect,
  { origin }: { readonly origin: readonly [x: number, y: number] },
): PictureFrame {
  const [scaleX, scaleY] = [width / part.width, height / part.height];
  return { scaleX, scaleY, left: left - (part.x - origin[0]) * scaleX, top: top - (part.y - origin[1]) * scaleY };
}

const boxOf = (frame: PictureFrame, part: Rect, [x, y]: readonly [x: number, y: number]): Box => ({
  ...{ left: frame.left + (part.x - x) * frame.scaleX, top: frame.top + (part.y - y) * frame.scaleY },
  ...{ width: part.width * frame.scaleX, height: part.height * frame.scaleY },
});

/** Pictures over each other, with the edge of each curtain. */
function layered<Picture>(
  pictures: FigurePanel<Picture>["pictures"],
  { at, frame }: PartView,
): readonly Mark<Picture>[] {
  return pictures.flatMap(({ picture, from }, index): readonly Mark<Picture>[] => {
    const left = at.left + from * at.width;
    const clip = { ...at, left, width: (1 - from) * at.width };
    const edge = { from: [left, at.top] as Place, to: [left, at.top + at.height] as Place, clip: at };
    return [{ mark: "picture", picture, frame, clip }, ...(index > 0 ? doubled(edge.from, edge.to, at) : [])];
  });
}

/** A light line with dark rims, seen on any grey. */
const doubled = (from: Place, to: Place, clip: Box): readonly Mark<never>[] => [
  { mark: "line", from, to, clip, stroke: { color: DARK, width: ARROW.rim } },
  { mark: "line", from, to, clip, stroke: { color: LIGHT, width: ARROW.line } },
];

const framed = (box: Box): readonly Mark<never>[] => [
  { mark: "box", box, stroke: { color: DARK, width: ARROW.rim } },
  { mark: "box", box, stroke: { color: LIGHT, width: ARROW.line } },
];

function scaleMarks(nmPerMm: number, { left, top, width, height }: Box): readonly Mark<never>[] {
  const bar = scaleBarOf(nmPerMm, width * 0.36);
  const label = textWidth({ text: bar.text, size: SMALL });
  const ground = { left: left + 0.8, width: Math.max(bar.width, label) + 1.6, top: top + height - 5.2, height: 4.4 };
  return [
    { mark: "box", box: ground, fill: DARK },
    { mark: "text", text: bar.text, size: SMALL, x: ground.left + 0.8, y: ground.top + SMALL + 0.2, fill: LIGHT },
    {
      mark: "box",
      box: { left: ground.left + 0.8, top: ground.top + 3.2, width: bar.width, height: 0.6 },
      fill: LIGHT,
    },
  ];
}

function arrows<Picture>(
  points: Figure<Picture>["points"],
  { at, frame }: PartView,
  { origin }: Figure<Picture>,
): readonly Mark<Picture>[] {
  return points.flatMap(({ id, row, column }) => {
    const x = frame.left + (column + 0.5 - origin[0]) * frame.scaleX;
    const y = frame.top + (row + 0.5 - origin[1]) * frame.scaleY;
    return arrowMarks(id, [x, y], at);
  });
}

/** An arrow with its number at the tail, which lies up and left of the tip unless that is beyond the picture. */
function arrowMarks(id: number, [x, y]: Place, at: Box): readonly Mark<never>[] {
  const reach = ARROW.length * Math.SQRT1_2;
  const [dx, dy] = [x - reach - ARROW.disc < at.left ? 1 : -1, y - reach - ARROW.disc < at.top ? 1 : -1];
  const along = (by: number, aside = 0): Place => [
    x + (dx * by - dy * aside) * Math.SQRT1_2,
    y + (dy * by + dx * aside) * Math.SQRT1_2,
  ];
  const tail = along(ARROW.length);
  const number = String(id);
  const size = SMALL;
  return [
    ...doubled(tail, along(ARROW.head), at),
    {
      mark: "head",
      corners: [along(0.2), along(ARROW.head, ARROW.halfWidth), along(ARROW.head, -ARROW.halfWidth)],
      fill: LIGHT,
      stroke: { color: DARK, width: 0.22 },
    },
    { mark: "disc", center: tail, radius: ARROW.disc, fill: LIGHT, stroke: { color: DARK, width: 0.25 } },
    {
      ...{ mark: "text", text: number, size, isBold: true, fill: DARK },
      x: tail[0] - textWidth({ text: number, size, isBold: true }) / 2,
      y: tail[1] + size * 0.36,
    },
  ];
}
