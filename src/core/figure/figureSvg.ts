import { FONT_FAMILY, type Box, type FigureMarks, type Mark, type Stroke } from "./mark.ts";

/** A picture as something an SVG can point at. */
export interface LinkedPicture {
  readonly href: string;
  readonly width: number;
  readonly height: number;
}

/** The element that holds what a figure can be made of again. */
const RECIPE = "cristae-figure";

/** A figure as SVG in millimetres, its texts as text; a recipe, where there is one, is kept in its metadata. */
export function figureSvg({ width, height, marks }: FigureMarks<LinkedPicture>, recipe?: string): string {
  const size = `width="${number(width)}mm" height="${number(height)}mm" viewBox="0 0 ${number(width)} ${number(height)}"`;
  const text = `font-family="${FONT_FAMILY}" xml:space="preserve"`;
  const metadata = recipe === undefined ? "" : `<metadata id="${RECIPE}">${escaped(recipe)}</metadata>\n`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${text}>\n${metadata}${marks.map(element).join("\n")}\n</svg>\n`;
}

/** The recipe in an SVG; null where there is none. */
export function recipeInSvg(svg: string): string | null {
  const found = new RegExp(`<metadata id="${RECIPE}">([^<]*)</metadata>`).exec(svg);
  return found ? unescaped(found[1]!) : null;
}

function element(mark: Mark<LinkedPicture>): string {
  switch (mark.mark) {
    case "box":
      return `<rect ${boxed(mark.box)} fill="${mark.fill ?? "none"}"${mark.stroke ? ` ${stroked(mark.stroke)}` : ""}/>`;
    case "text": {
      const weight = mark.isBold ? ' font-weight="bold"' : "";
      return `<text x="${number(mark.x)}" y="${number(mark.y)}" font-size="${number(mark.size)}"${weight} fill="${mark.fill}">${escaped(mark.text)}</text>`;
    }
    case "line": {
      const [[x1, y1], [x2, y2]] = [mark.from, mark.to].map(([x, y]) => [x - mark.clip.left, y - mark.clip.top]) as [
        [number, number],
        [number, number],
      ];
      const ends = `x1="${number(x1)}" y1="${number(y1)}" x2="${number(x2)}" y2="${number(y2)}"`;
      return clipped(mark.clip, `<line ${ends} ${stroked(mark.stroke)}/>`);
    }
    case "head": {
      const corners = mark.corners.map((corner) => corner.map(number).join()).join(" ");
      return `<polygon points="${corners}" fill="${mark.fill}" ${stroked(mark.stroke)}/>`;
    }
    case "disc": {
      const [cx, cy] = mark.center.map(number);
      return `<circle cx="${cx}" cy="${cy}" r="${number(mark.radius)}" fill="${mark.fill}" ${stroked(mark.stroke)}/>`;
    }
    case "picture": {
      const { picture, frame, clip } = mark;
      const place = `x="${number(frame.left - clip.left)}" y="${number(frame.top - clip.top)}"`;
      const size = `width="${number(picture.width * frame.scaleX)}" height="${number(picture.height * frame.scaleY)}"`;
      const look = 'preserveAspectRatio="none" style="image-rendering:pixelated"';
      return clipped(clip, `<image ${place} ${size} ${look} href="${picture.href}"/>`);
    }
    default:
      return mark satisfies never;
  }
}

/** To a tenth of a micrometre of paper. */
const number = (value: number): string => String(Number(value.toFixed(4)));
const boxed = ({ left, top, width, height }: Box): string =>
  `x="${number(left)}" y="${number(top)}" width="${number(width)}" height="${number(height)}"`;
const stroked = ({ color, width }: Stroke): string => `stroke="${color}" stroke-width="${number(width)}"`;

/** An inner drawing cuts what leaves it. */
const clipped = (box: Box, inner: string): string => `<svg ${boxed(box)}>${inner}</svg>`;

const ESCAPES = [
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
] as const;
const escaped = (text: string): string => ESCAPES.reduce((done, [from, to]) => done.replaceAll(from, to), text);
const unescaped = (text: string): string =>
  ESCAPES.toReversed().reduce((done, [to, from]) => done.replaceAll(from, to), text);
