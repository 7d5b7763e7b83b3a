import { finalScores } from "../../catalog/metrics/index.ts";
import { StudioError } from "../../core/errors.ts";
import { checkSameShape, regionShape, type AnySplit, type Part, type Region } from "../../core/image/dataset.ts";
import { UNLABELLED, type LabelMap, type LabelMapping } from "../../core/image/labelMap.ts";
import { matchLabels } from "../../core/image/matchLabels.ts";
import { regionLabels } from "../../core/image/patches.ts";
import { readLabels } from "../../core/image/readLabels.ts";
import { partRegions, type JoinedStack } from "../../core/image/subjects.ts";
import { agreementOf, meanScores } from "../../core/judging/agreement.ts";
import type { Scores } from "../../core/judging/scores.ts";
import type { OpenStack } from "./openData.ts";

/** Labels of the open image by somebody else. */
export interface ExpertLabels {
  readonly name: string;
  /** Class of the open labels, UNLABELLED where there is none. */
  readonly classes: Uint8Array<ArrayBuffer>;
}

/** Reads labels by the classes of those that are open. Throws StudioError "BadInput" where sizes or classes do not fit. */
export function expertLabels(
  stack: OpenStack,
  { labels, mapping }: { readonly labels: OpenStack; readonly mapping: LabelMapping },
): ExpertLabels {
  const own = labels.decoded;
  const { decoded, mapping: read } = readLabels(stack.decoded);
  checkSameShape(own.volume.shape, decoded.volume.shape);
  const named = Boolean(own.maskClasses && decoded.maskClasses);
  const same = named ? null : sameValues(mapping, read);
  const strange = named ? [] : strangeValues(mapping, read).filter((value) => !same?.has(value));
  if (strange.length > 0)
    throw new StudioError(
      "BadInput",
      `${stack.name} has the values ${strange.slice(0, 5).join(", ")}, which are no class of the open labels (${valuesOf(mapping).join(", ")}). Open labels that have all classes first, and these beside them.`,
    );
  const unlabelled = mapping.values.filter(({ classIndex }) => classIndex === UNLABELLED).map(({ value }) => value);
  const { values, prediction } = matchLabels(own, decoded, { unlabelled, ...(same && { same }) });
  const classOf = new Map(mapping.values.map(({ value, classIndex }) => [value, classIndex]));
  const indices = values.map((value) => classOf.get(value));
  return { name: stack.name, classes: prediction.map((index) => indices[index] ?? UNLABELLED) };
}

const valuesOf = ({ values }: LabelMapping) =>
  values.filter(({ classIndex }) => classIndex !== UNLABELLED).map(({ value }) => value);

const strangeValues = (own: LabelMapping, other: LabelMapping) =>
  valuesOf(other).filter((value) => !own.values.some((known) => known.value === value));

/** Of two classes the one that both have leaves the other: 255 of one file is 1 of another. */
function sameValues(own: LabelMapping, other: LabelMapping): ReadonlyMap<number, number> | null {
  const strange = strangeValues(own, other);
  const missing = valuesOf(own).filter((value) => !other.values.some((known) => known.value === value));
  const isClear = valuesOf(own).length === 2 && strange.length === 1 && missing.length === 1;
  return isClear ? new Map([[strange[0]!, missing[0]!]]) : null;
}

/** Where experts are compared. */
type Where = { readonly z: number } | { readonly part: Part };

interface Labelled extends JoinedStack {
  readonly labelMap: LabelMap;
  readonly experts: readonly ExpertLabels[];
  readonly split: AnySplit;
}

/** How far the open labels and those of the others agree, the mean over all pairs; null where there are no others. */
export function expertAgreement({ labelMap, experts, split, ...stack }: Labelled, where: Where): Scores | null {
  const regions = "z" in where ? [sliceRegion(stack, where.z)] : partRegions(stack, split, where.part);
  const all = [labelMap.data, ...experts.map(({ classes }) => classes)];
  const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
  if (pairs.length === 0 || regions.length === 0) return null;
  const within = (labels: Uint8Array, region: Region) => regionLabels({ shape: stack.shape, labels, region });
  return meanScores(
    pairs.map(([one, other]) =>
      agreementOf(
        regions.map((region) => ({
          ...{ shape: regionShape(region), one: within(one, region), other: within(other, region) },
        })),
        labelMap.classes.length,
        finalScores,
      ),
    ),
  );
}

const sliceRegion = ({ shape: [, height, width] }: JoinedStack, z: number): Region => ({
  z: { from: z, to: z + 1 },
  y: { from: 0, to: height },
  x: { from: 0, to: width },
});
