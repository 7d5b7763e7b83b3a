import {
  clip,
  endPath,
  PDFDocument,
  popGraphicsState,
  pushGraphicsState,
  rectangle,
  rgb,
  StandardFonts,
  type PDFFont,
  type PDFImage,
  type PDFPage,
} from "@cantoo/pdf-lib";
import type { Box, FigureMarks, Mark, Place, Stroke } from "../../../core/figure/mark.ts";

/** A picture as PNG bytes, with its pixels. */
interface HeldPicture {
  readonly png: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

export const RECIPE_NAME = "cristae-figure.json";
const POINTS_PER_MM = 72 / 25.4;
/** What Helvetica has no letter for, and what is read for it. */
const STAND_INS: Readonly<Record<string, string>> = { "−": "–", "\u202F": "\u00A0" };

/** A figure as one page of its size, in Helvetica, which every reader has; the recipe is attached to it. */
export async function figurePdf(
  { width, height, marks }: FigureMarks<HeldPicture>,
  recipe: string,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly notes: readonly string[] }> {
  const pdf = await PDFDocument.create();
  pdf.setCreator("Cristae");
  const page = pdf.addPage([width * POINTS_PER_MM, height * POINTS_PER_MM]);
  const fonts = {
    regular: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  };
  const letters = new Set(fonts.regular.getCharacterSet());
  const unknown = new Set<string>();
  const written = (text: string) =>
    Array.from(text, (letter) => {
      const shown = STAND_INS[letter] ?? letter;
      if (letters.has(shown.codePointAt(0)!)) return shown;
      unknown.add(letter);
      return "?";
    }).join("");
  const images = new Map<HeldPicture, PDFImage>();
  for (const mark of marks)
    if (mark.mark === "picture" && !images.has(mark.picture))
      images.set(mark.picture, await pdf.embedPng(mark.picture.png));
  const paper: Paper = { page, height, fonts, written, images };
  for (const mark of marks) drawMark(paper, mark);
  await pdf.attach(new TextEncoder().encode(recipe), RECIPE_NAME, { mimeType: "application/json" });
  const notes =
    unknown.size === 0
      ? []
      : [`The PDF's Helvetica has no ${[...unknown].join(" ")}, so it reads "?" there. SVG keeps every letter.`];
  return { bytes: new Uint8Array(await pdf.save()), notes };
}

/** The recipe attached to a PDF; null where there is none. Throws where it is no PDF. */
export async function recipeInPdf(bytes: Uint8Array): Promise<string | null> {
  const pdf = await PDFDocument.load(bytes);
  const found = pdf.getAttachments().find(({ name }) => name === RECIPE_NAME);
  return found ? new TextDecoder().decode(found.data) : null;
}

interface Paper {
  readonly page: PDFPage;
  /** In millimetres: places of a PDF are counted from below. */
  readonly height: number;
  readonly fonts: { readonly regular: PDFFont; readonly bold: PDFFont };
  readonly written: (text: string) => string;
  readonly images: ReadonlyMap<HeldPicture, PDFImage>;
}

function drawMark(paper: Paper, mark: Mark<HeldPicture>): void {
  const { page, fonts, written, images } = paper;
  switch (mark.mark) {
    case "box": {
      const fill = mark.fill === undefined ? {} : { color: colorOf(mark.fill) };
      page.drawRectangle({ ...placed(paper, mark.box), ...fill, ...bordered(mark.stroke) });
      return;
    }
    case "text": {
      const [x, y] = placeOf(paper, [mark.x, mark.y]);
      const font = mark.isBold ? fonts.bold : fonts.regular;
      page.drawText(written(mark.text), { x, y, font, size: mark.size * POINTS_PER_MM, color: colorOf(mark.fill) });
      return;
    }
    case "picture": {
      const { picture, frame } = mark;
      const box = { ...frame, width: picture.width * frame.scaleX, height: picture.height * frame.scaleY };
      clipped(paper, mark.clip, () => page.drawImage(images.get(picture)!, placed(paper, box)));
      return;
    }
    case "line":
      clipped(paper, mark.clip, () => {
        const [start, end] = [pointOf(paper, mark.from), pointOf(paper, mark.to)];
        page.drawLine({ start, end, color: colorOf(mark.stroke.color), thickness: mark.stroke.width * POINTS_PER_MM });
      });
      return;
    case "head": {
      // Paths run downwards from where they are put.
      const path = mark.corners.map((corner) => corner.map((value) => value * POINTS_PER_MM).join(" "));
      const top = { x: 0, y: paper.height * POINTS_PER_MM };
      page.drawSvgPath(`M ${path.join(" L ")} Z`, { ...top, color: colorOf(mark.fill), ...bordered(mark.stroke) });
      return;
    }
    case "disc": {
      const look = { color: colorOf(mark.fill), ...bordered(mark.stroke) };
      page.drawCircle({ ...pointOf(paper, mark.center), size: mark.radius * POINTS_PER_MM, ...look });
      return;
    }
    default:
      mark satisfies never;
  }
}

const placeOf = ({ height }: Paper, [x, y]: Place): Place => [x * POINTS_PER_MM, (height - y) * POINTS_PER_MM];

function pointOf(paper: Paper, place: Place): { readonly x: number; readonly y: number } {
  const [x, y] = placeOf(paper, place);
  return { x, y };
}

function placed(paper: Paper, { left, top, width, height }: Box) {
  return {
    ...pointOf(paper, [left, top + height]),
    ...{ width: width * POINTS_PER_MM, height: height * POINTS_PER_MM },
  };
}

const bordered = (stroke: Stroke | undefined) =>
  stroke ? { borderColor: colorOf(stroke.color), borderWidth: stroke.width * POINTS_PER_MM } : {};

/** "#rrggbb". */
const colorOf = (hex: string) =>
  rgb(...([1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number]));

function clipped(paper: Paper, box: Box, draw: () => void): void {
  const { x, y, width, height } = placed(paper, box);
  paper.page.pushOperators(pushGraphicsState(), rectangle(x, y, width, height), clip(), endPath());
  draw();
  paper.page.pushOperators(popGraphicsState());
}
