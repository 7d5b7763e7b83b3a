import { FONT_FAMILY, FONT_PIXELS, type Box, type FigureMarks, type Mark } from "../core/figure/figureMarks.ts";

/** A picture as PNG bytes, with its pixels. */
export interface PngPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A figure as SVG, its pictures within it. */
export function figureSvg({ width, height, marks }: FigureMarks<PngPicture>): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const text = `font-family="${FONT_FAMILY}" font-size="${FONT_PIXELS}" xml:space="preserve"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${text}>\n${marks.map(element).join("\n")}\n</svg>\n`;
}

function element(mark: Mark<PngPicture>): string {
  switch (mark.mark) {
    case "box":
      return `<rect x="${mark.box.left}" y="${mark.box.top}" width="${mark.box.width}" height="${mark.box.height}" fill="${mark.fill}"/>`;
    case "text":
      return `<text x="${mark.x}" y="${mark.y}" fill="${mark.fill}">${escaped(mark.text)}</text>`;
    case "line": {
      const ends = within(mark.clip, mark.from, mark.to);
      return clipped(mark.clip, `<line ${ends} stroke="${mark.stroke}" stroke-width="${mark.width}"/>`);
    }
    case "picture": {
      const { picture, frame, clip } = mark;
      const place = `x="${frame.left - clip.left}" y="${frame.top - clip.top}"`;
      const size = `width="${picture.width * frame.scaleX}" height="${picture.height * frame.scaleY}"`;
      const source = `data:image/png;base64,${Buffer.from(picture.bytes).toString("base64")}`;
      const look = 'preserveAspectRatio="none" style="image-rendering:pixelated"';
      return clipped(clip, `<image ${place} ${size} ${look} href="${source}"/>`);
    }
    default:
      return mark satisfies never;
  }
}

/** An inner drawing cuts what leaves it. */
const clipped = ({ left, top, width, height }: Box, inner: string): string =>
  `<svg x="${left}" y="${top}" width="${width}" height="${height}">${inner}</svg>`;

const within = ({ left, top }: Box, [x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): string =>
  `x1="${x1 - left}" y1="${y1 - top}" x2="${x2 - left}" y2="${y2 - top}"`;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
