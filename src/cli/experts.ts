import { finalScores } from "../catalog/metrics/index.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { agreementOf, meanScores } from "../core/judging/agreement.ts";
import type { Scores } from "../core/judging/scores.ts";
import { readMaskPair, type MaskPairFlags } from "./maskPair.ts";
import type { Output } from "./output.ts";

/** How far several experts agree. */
export interface Agreement {
  readonly experts: number;
  /** The mean over all pairs of them. */
  readonly scores: Scores;
  /** Label value of each class of the scores. */
  readonly values: readonly number[];
}

/** Reads labels of one image by several experts and holds each against each. Throws StudioError "BadInput" where two do not fit together. */
export async function readAgreement(
  paths: readonly string[],
  flags: Omit<MaskPairFlags, "maskDataset">,
  output: Output,
): Promise<Agreement> {
  const pairs: { readonly scores: Scores; readonly values: readonly number[] }[] = [];
  const noted = onceEach(output);
  for (const [index, truth] of paths.entries())
    for (const mask of paths.slice(index + 1)) {
      const { matched, region } = await readMaskPair({ truth, mask }, flags, noted);
      const { shape, classes } = region;
      // What is none of the classes is unlabelled by the other.
      const other = region.prediction.map((label) => (label === classes ? UNLABELLED : label));
      const scores = agreementOf([{ shape, one: region.truth, other }], classes, finalScores);
      pairs.push({ scores, values: matched.values });
    }
  const values = [...new Set(pairs.flatMap((pair) => pair.values))].sort((a, b) => a - b);
  return { experts: paths.length, scores: meanScores(pairs.map((pair) => byValue(pair, values))), values };
}

/** Scores whose classes are those of `values`, in their order. */
function byValue(
  pair: { readonly scores: Scores; readonly values: readonly number[] },
  values: readonly number[],
): Scores {
  const { perClass } = pair.scores;
  const ordered = (own: readonly (number | null)[]) => values.map((value) => own[pair.values.indexOf(value)] ?? null);
  return {
    ...pair.scores,
    perClass: Object.fromEntries(Object.entries(perClass).map(([id, own]) => [id, ordered(own)])),
  };
}

/** A file is read with each that it is held against; what is to say of it is said once. */
function onceEach(output: Output): Output {
  const said = new Set<string>();
  return {
    ...output,
    note(text) {
      if (!said.has(text)) output.note(text);
      said.add(text);
    },
  };
}
