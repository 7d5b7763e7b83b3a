import { z } from "../zod.ts";
import { NORMALISATION_IDS, type GreyScale, type Normalisation } from "../image/normalisation.ts";
import type { Same } from "../sameType.ts";

/** A network of an ONNX file that is scored beside the candidates and never trained. The study keeps the file by the hash of its content. */
export interface OnnxBaseline {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly sha256: string;
  /** What was asked to be made of grey values; "own" for what the file itself says. */
  readonly normalisation: Normalisation | "own";
  /** What that came to on the study's data: grey values of the file that become 0, and by how much others differ that become 1. */
  readonly scale: GreyScale;
  /** The class of the study that each channel of the output stands for; in their order where it is not given. */
  readonly order?: readonly number[];
}

export const onnxBaselineSchema = z.strictObject({
  name: z.string().max(200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  normalisation: z.enum([...NORMALISATION_IDS, "own"]),
  scale: z.strictObject({ mean: z.number(), deviation: z.number() }),
  order: z.array(z.number().int().min(0)).exactOptional(),
});
true satisfies Same<z.output<typeof onnxBaselineSchema>, OnnxBaseline>;
