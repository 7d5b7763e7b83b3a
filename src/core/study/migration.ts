import { meanOf } from "../statistics.ts";
import { STUDY_VERSION } from "./spec.ts";

/*
 * What earlier versions wrote, in the words of this one. Names and numbers here are those of the version that wrote them: they stay as
 * they are when the catalog changes. All of it is JSON that nobody has checked yet, so what does not look as expected is left alone
 * for the check behind it to speak of.
 */

type Json = Readonly<Record<string, unknown>>;

/** The version that a log's first event says it was written by; null where it says none. */
export function versionOf(json: unknown): number | null {
  const version = isObject(json) && isObject(json.spec) ? json.spec.version : null;
  return typeof version === "number" ? version : null;
}

/** Whether events of a version can be turned into those of this one. */
export const isMigrated = (version: number | null): boolean =>
  version !== null && version < STUDY_VERSION && STEPS[version] !== undefined;

/** One event of a log of an earlier version as this one writes it. */
export function migrated(event: unknown, version: number): unknown {
  let [current, at] = [event, version];
  for (let step = STEPS[at]; step && at < STUDY_VERSION; step = STEPS[++at]) current = step(current);
  return current;
}

/** A recipe as any version saved it: recipes stand alone in files, which say no version. */
export const currentRecipe = (recipe: unknown): unknown => withFields(changedRecipe(recipe), { voxelWeights: EVEN });

/** What a film says of a frame, as any version wrote it: films say no version either. */
export function currentFrame(fact: unknown): unknown {
  if (!isObject(fact) || fact.meanIou === undefined) return fact;
  const { meanIou, ...facts } = fact;
  return { ...facts, score: meanIou };
}

/** From each version to the next. */
const STEPS: Readonly<Record<number, (event: unknown) => unknown>> = { 2: fromVersion2 };

/** Version 3: scores by metric, objectives as metric and goal; a threshold of pruning that is not named for one metric. */
function fromVersion2(event: unknown): unknown {
  if (!isObject(event)) return event;
  switch (event.type) {
    case "studyCreated":
      return isObject(event.spec)
        ? { ...event, spec: { ...event.spec, version: 3, stages: each(event.spec.stages, stage) } }
        : event;
    case "stagesChanged":
      return { ...event, stages: each(event.stages, stage) };
    case "trialReported":
    case "epochEnded":
      return changed(event, "point", scored);
    case "trialEnded":
      return changed(event, "outcome", (outcome) => changed(outcome, "evaluation", scored));
    case "trialTested":
      return changed(event, "evaluation", scored);
    default:
      return event;
  }
}

const OBJECTIVES: Readonly<Record<string, Json>> = {
  meanIou: { metric: "meanIou", goal: "maximise" },
  logDice: { metric: "logDice", goal: "minimise" },
};

function stage(json: unknown): unknown {
  if (!isObject(json)) return json;
  const { kind, objective } = json;
  const recipe = kind === "retrain" ? changedRecipe : currentRecipe;
  return {
    ...(changed(json, "recipe", recipe) as Json),
    ...(typeof objective === "string" && objective in OBJECTIVES && { objective: OBJECTIVES[objective] }),
  };
}

const EVEN = { edges: 0, floor: 0 };
const NO_AFFINE = { probability: 0, rotation: 30, shift: 0.2, scale: 0.2 };

/** Some fields of a recipe, or all of them. */
const changedRecipe = (recipe: unknown): unknown =>
  changed(
    changed(recipe, "augmentation", (augmentation) => withFields(augmentation, { affine: NO_AFFINE })),
    "pruners",
    (pruners) => each(pruners, pruner),
  );

function pruner(json: unknown): unknown {
  if (!isObject(json) || json.id !== "threshold" || !isObject(json.options)) return json;
  const { meanIou, ...options } = json.options;
  return meanIou === undefined ? json : { ...json, options: { below: meanIou, ...options } };
}

const scored = (json: unknown): unknown => changed(json, "scores", scores);

/** What version 2 computed from the Dice of each class whenever it was asked for is a value of its own now (spec 4.5). */
function scores(json: unknown): unknown {
  if (!isObject(json) || !Array.isArray(json.dice)) return json;
  const { meanIou, meanDice, accuracy, iou, dice } = json;
  const foregroundDice = meanOf((dice as readonly unknown[]).slice(1).filter((value) => typeof value === "number"));
  const logDice = -Math.log(Math.max(1e-4, foregroundDice));
  return { values: { meanIou, logDice, meanDice, foregroundDice, accuracy }, perClass: { iou, dice } };
}

const isObject = (json: unknown): json is Json => typeof json === "object" && json !== null && !Array.isArray(json);

const each = (json: unknown, change: (entry: unknown) => unknown): unknown =>
  Array.isArray(json) ? json.map(change) : json;

/** The object with one of its fields changed, where it has it. */
const changed = (json: unknown, field: string, change: (value: unknown) => unknown): unknown =>
  isObject(json) && field in json ? { ...json, [field]: change(json[field]) } : json;

/** The object with fields that early logs lack. */
const withFields = (json: unknown, fields: Json): unknown => (isObject(json) ? { ...fields, ...json } : json);
