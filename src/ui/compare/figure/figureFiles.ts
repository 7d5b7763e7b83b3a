import { figureMarks, type Figure } from "../../../core/figure/figureMarks.ts";
import { figureSvg } from "../../../core/figure/figureSvg.ts";
import type { FigureMarks, Mark } from "../../../core/figure/mark.ts";
import { figurePng } from "./figurePng.ts";
import type { PanePicture } from "./PanePainter.tsx";

export const FIGURE_FORMATS = ["svg", "pdf", "png"] as const;
export type FigureFormat = (typeof FIGURE_FORMATS)[number];

/** A slice cut to what is shown of it. */
export interface CutPicture {
  readonly raster: OffscreenCanvas;
  readonly width: number;
  readonly height: number;
}

export interface FigureFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** What a reader should know of it, such as letters that the format cannot hold. */
  readonly notes: readonly string[];
}

/** A figure as a file that holds its recipe; texts stay texts where the format has any. */
export async function figureFile(
  format: FigureFormat,
  figure: Figure<PanePicture>,
  recipe: string,
): Promise<FigureFile> {
  const marks = figureMarks(cutFigure(figure));
  switch (format) {
    case "png":
      return { bytes: await figurePng(marks, recipe), type: "image/png", notes: [] };
    case "svg": {
      const linked = await withPictures(marks, async (picture) => ({
        ...picture,
        href: dataUrl(await pngOf(picture)),
      }));
      return { bytes: new TextEncoder().encode(figureSvg(linked, recipe)), type: "image/svg+xml", notes: [] };
    }
    case "pdf": {
      const { figurePdf } = await import("./figurePdf.ts");
      const held = await withPictures(marks, async (picture) => ({ ...picture, png: await pngOf(picture) }));
      return { ...(await figurePdf(held, recipe)), type: "application/pdf" };
    }
    default:
      return format satisfies never;
  }
}

/** The same figure of pictures that hold no more than is shown. */
function cutFigure(figure: Figure<PanePicture>): Figure<CutPicture> {
  const { x, y, width, height } = figure.crop;
  const cut = ({ raster }: PanePicture): CutPicture => {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d")!.drawImage(raster, -x, -y);
    return { raster: canvas, width, height };
  };
  return {
    ...figure,
    origin: [x, y],
    panels: figure.panels.map((panel) => ({
      ...panel,
      pictures: panel.pictures.map(({ picture, from }) => ({ picture: cut(picture), from })),
    })),
  };
}

/** The same marks with each picture made into another, once. */
async function withPictures<From, To>(
  { marks, ...size }: FigureMarks<From>,
  change: (picture: From) => Promise<To>,
): Promise<FigureMarks<To>> {
  const pictures = [...new Set(marks.flatMap((mark) => (mark.mark === "picture" ? [mark.picture] : [])))];
  const changed = new Map(
    await Promise.all(pictures.map(async (picture) => [picture, await change(picture)] as const)),
  );
  return {
    ...size,
    marks: marks.map((mark): Mark<To> =>
      mark.mark === "picture" ? { ...mark, picture: changed.get(mark.picture)! } : mark,
    ),
  };
}

async function pngOf({ raster }: CutPicture): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await raster.convertToBlob({ type: "image/png" });
  return new Uint8Array(await blob.arrayBuffer());
}

function dataUrl(png: Uint8Array): string {
  let letters = "";
  for (const byte of png) letters += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(letters)}`;
}
