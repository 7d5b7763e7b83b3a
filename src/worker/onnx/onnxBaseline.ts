import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { AS_THEY_ARE, scaleOf, type GreyScale, type Normalisation } from "../../core/image/normalisation.ts";
import { joinedStack, partRegions } from "../../core/image/subjects.ts";
import type { OnnxBaseline } from "../../core/study/onnxBaseline.ts";
import { kindOf, type Stage } from "../../core/stages/index.ts";
import type { StudySpec } from "../../core/study/spec.ts";
import { checkClassesOf, type OnnxFacts } from "./onnxFacts.ts";

type Task = Pick<StudySpec["task"], "classes" | "intensity">;

export interface BaselineWish {
  /** What is made of grey values; where nothing is said, what the file says or mean 0 and deviation 1. */
  readonly normalisation?: Normalisation;
  /** Classes that the channels stand for, by name or number, with commas between them; in their order where nothing is said. */
  readonly classes?: string;
}

/** A network of a file as a baseline of a study. Throws StudioError "BadInput" where its output does not fit the study's classes. */
export function onnxBaselineOf(
  { name, sha256, facts }: { readonly name: string; readonly sha256: string; readonly facts: OnnxFacts },
  wish: BaselineWish,
  dataset: Pick<Dataset, "volume" | "subjects" | "split">,
  task: Task,
): OnnxBaseline {
  const order = wish.classes === undefined ? ownOrder(facts, task) : parseOrder(wish.classes, task);
  checkClassesOf(facts, task.classes.length, order);
  const normalisation = wish.normalisation ?? (facts.own ? "own" : "zscore");
  const regions = partRegions(joinedStack(dataset), dataset.split, "train");
  return {
    name: name.replace(/\.onnx$/i, ""),
    sha256,
    normalisation,
    scale: normalisation === "own" ? ownScale(facts, task) : scaleOf(normalisation, dataset.volume, regions),
    ...(order && { order }),
  };
}

/** What the file says; one that was trained on volumes normalised by themselves gets such. */
function ownScale({ own }: OnnxFacts, { intensity }: Task): GreyScale {
  const { mean, deviation } = own!.intensity;
  if (own!.normalisation === "outside") return { mean, deviation };
  return own!.intensity.isPerSubject && !intensity.isPerSubject
    ? { mean: intensity.mean, deviation: intensity.deviation || 1 }
    : AS_THEY_ARE;
}

/** The study's classes by the names that the file has for its channels, where they are the same names in another order. */
function ownOrder({ own, channels }: OnnxFacts, { classes }: Task): readonly number[] | undefined {
  if (own?.classes.length !== channels) return undefined;
  const order = own.classes.map(({ name }) => classes.findIndex((other) => other.name === name));
  const isOther = order.some((index, channel) => index !== channel);
  return isOther && order.every((index) => index >= 0) ? order : undefined;
}

function parseOrder(text: string, { classes }: Task): readonly number[] {
  const names = classes.map(({ name }) => name);
  return text.split(",").map((word) => {
    const named = names.indexOf(word.trim());
    const number = word.trim() === "" ? NaN : Number(word);
    const index = named >= 0 ? named : number;
    if (Number.isInteger(index) && index >= 0 && index < names.length) return index;
    throw new StudioError(
      "BadInput",
      `"${word.trim()}" is no class of this study; its classes are ${names.map((name, at) => `${at} ${name}`).join(", ")}.`,
    );
  });
}

/** The first stage that scores networks of files. Throws StudioError "BadInput" where none does. */
export function stageForBaseline(stages: readonly Stage[]): number {
  const index = stages.findIndex((stage) => kindOf(stage).takesOnnxBaselines);
  if (index >= 0) return index;
  throw new StudioError(
    "BadInput",
    "No stage of this plan scores ONNX files beside its networks; a search by trials does.",
  );
}
