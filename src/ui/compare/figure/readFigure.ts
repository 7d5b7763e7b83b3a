import { z } from "../../../core/zod.ts";
import { StudioError } from "../../../core/errors.ts";
import { ZOOMS } from "../../../core/figure/figureMarks.ts";
import { recipeInSvg } from "../../../core/figure/figureSvg.ts";
import { COMPARE_MODES } from "../../../state/compareSlice.ts";
import type { FigureRecipe } from "../../../state/figureSlice.ts";
import { FIGURE_KEYWORD } from "./figurePng.ts";
import { pngText } from "./pngText.ts";

const index = z.number().int().min(0);
const pair = z.tuple([z.number(), z.number()]);
const crop = { zoom: z.number().min(1), center: pair.nullable() };
const scope = z.enum(["slice", "validation"]);

const content = z.union([
  z.strictObject({ kind: z.enum(["image", "truth"]) }),
  z.strictObject({ kind: z.enum(["prediction", "probability", "uncertainty", "errors"]), trial: index }),
]);

const field = z.strictObject({
  ...{ alpha: z.number(), beta: z.number(), gamma: z.number() },
  ...{ spatial: z.number(), bilateral: z.number(), steps: index },
});

const shown = z.strictObject({
  ...{ slice: index, classId: index.nullable(), window: pair.nullable() },
  overlay: z.strictObject({ mode: z.enum(["both", "line", "off"]), opacity: z.number().min(0).max(1) }),
  ...{ hiddenClasses: z.array(index), isHatched: z.boolean(), field: field.nullable() },
  ...{ mode: z.enum(COMPARE_MODES), curtain: z.number().min(0).max(1) },
  compared: z.array(index),
  panes: z
    .array(z.strictObject({ content, offset: pair }))
    .min(1)
    .max(9),
});

const settings = z.strictObject({
  ...{ order: z.array(index).min(1), columns: z.number().int().min(1), widthMm: z.number().min(40).max(400) },
  ground: z.enum(["white", "black"]),
  crop: z.strictObject(crop),
  zoom: z.strictObject({ ...crop, layout: z.enum(ZOOMS) }),
  ...{ scoresOf: scope.nullable(), hasArrows: z.boolean(), hasCaption: z.boolean(), caption: z.string().nullable() },
});

const recipeSchema = z.strictObject({
  ...{ cristaeFigure: z.literal(1), study: z.string(), datasetId: z.string() },
  trials: z.array(z.strictObject({ id: index, key: z.string() })),
  ...{ shown, settings },
}) satisfies z.ZodType<FigureRecipe>;

/** What a saved figure was made of. Throws StudioError "BadInput" saying what the file is instead. */
export async function readFigure(bytes: Uint8Array, name: string): Promise<FigureRecipe> {
  const text = await recipeText(bytes, name);
  if (text === null)
    throw new StudioError("BadInput", `${name} holds no figure's recipe; a PDF, SVG or PNG saved here does.`);
  const found = recipeSchema.safeParse(parsed(text));
  if (!found.success || found.data.settings.order.some((pane) => pane >= found.data.shown.panes.length))
    throw new StudioError("BadInput", `The recipe in ${name} was changed and cannot be read; open another copy.`);
  return found.data;
}

async function recipeText(bytes: Uint8Array, name: string): Promise<string | null> {
  const start = String.fromCharCode(...bytes.subarray(0, 5));
  if (start === "%PDF-") {
    const { recipeInPdf } = await import("./figurePdf.ts");
    return recipeInPdf(bytes);
  }
  if (start.slice(1, 4) === "PNG") return pngText(bytes, FIGURE_KEYWORD);
  const text = new TextDecoder().decode(bytes);
  if (text.includes("<svg")) return recipeInSvg(text);
  throw new StudioError("BadInput", `${name} is none of PDF, SVG and PNG, which figures are saved as.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
