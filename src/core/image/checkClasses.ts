import { StudioError } from "../errors.ts";
import { classTable, type ClassRow, type ClassTable } from "./classTable.ts";
import type { Part, Split } from "./dataset.ts";
import { UNLABELLED, type LabelMap } from "./labelMap.ts";
import { valueText } from "./labelValues.ts";
import type { Subject } from "./subjects.ts";

/** Something about the classes that a person should know: "refuse" where no training can mean anything. */
export interface ClassFinding {
  readonly kind: "nothingLabelled" | "oneClass" | "classMissing" | "smoothedEdges" | "takenAsUnlabelled";
  readonly severity: "refuse" | "warn" | "note";
  /** A sentence without its full stop. */
  readonly title: string;
  readonly text: string;
}

export const findingText = ({ title, text }: ClassFinding): string => `${title}. ${text}`;

/** What page and command line say of the classes of a split, most pressing first. */
export function checkClasses(labels: LabelMap, split: Split, subjects?: readonly Subject[]): readonly ClassFinding[] {
  const table = classTable(labels, split, subjects);
  const refused = nothingLabelled(table) ?? oneClass(table);
  const rest = refused ? [] : [missingIn(table, "train"), missingIn(table, "validation"), smoothedEdges(labels)];
  return [refused, ...rest, takenAsUnlabelled(table)].filter((finding) => finding !== null);
}

/** Throws StudioError "BadInput" with the first finding that no training can stand. */
export function refuseUnteachable(labels: LabelMap, split: Split, subjects?: readonly Subject[]): void {
  const refused = checkClasses(labels, split, subjects).find(({ severity }) => severity === "refuse");
  if (refused) throw new StudioError("BadInput", findingText(refused));
}

const PART_NAMES: Readonly<Record<Part, string>> = { train: "training", validation: "validation", test: "test" };

const seenIn = ({ classes }: ClassTable, part: Part): readonly ClassRow[] =>
  classes.filter(({ voxels }) => voxels[part] > 0);

function nothingLabelled(table: ClassTable): ClassFinding | null {
  const empty = (["train", "validation"] as const).filter((part) => seenIn(table, part).length === 0);
  if (empty.length === 0) return null;
  const where =
    empty.length === 2
      ? "The labels hold no labelled voxel"
      : `The ${PART_NAMES[empty[0]!]} part has no labelled voxel`;
  return {
    kind: "nothingLabelled",
    severity: "refuse",
    title: where,
    text: "Nothing can be learnt or measured there. Move the parts, label some voxels, or make a class of values that are read as unlabelled.",
  };
}

function oneClass(table: ClassTable): ClassFinding | null {
  const seen = seenIn(table, "train");
  if (seen.length > 1) return null;
  const [only] = seen as [ClassRow];
  const isEverywhere = table.classes.every(
    ({ index, voxels }) => index === only.index || voxels.validation + voxels.test === 0,
  );
  const name = `${quoted(only)} (value ${only.values.map((value) => valueText(value)).join(", ")})`;
  if (isEverywhere)
    return {
      kind: "oneClass",
      severity: "refuse",
      title: `Every labelled voxel is of one class, ${name}`,
      text: "There is nothing to tell apart, and any network would score 1. Check that this is the label file, and that what was drawn is stored as values or colours.",
    };
  return {
    kind: "oneClass",
    severity: "refuse",
    title: `The training part holds one class only, ${name}`,
    text: "A network can learn nothing else from it. Move the training part so that it holds every class.",
  };
}

function missingIn(table: ClassTable, part: "train" | "validation"): ClassFinding | null {
  const missing = table.classes.filter(({ voxels }) => voxels[part] === 0);
  if (missing.length === 0) return null;
  const text =
    part === "train"
      ? "A network cannot learn what it never sees. Move the training part so that it holds every class."
      : "Networks are chosen without regard to it. Move the validation part so that it holds every class.";
  return {
    kind: "classMissing",
    severity: "warn",
    title: `${listed(missing.map(quoted))} ${missing.length === 1 ? "is" : "are"} not in the ${PART_NAMES[part]} part`,
    text,
  };
}

/** Values far from each other, of which those in between are few and lie where the outer ones meet. */
function smoothedEdges(labels: LabelMap): ClassFinding | null {
  const values = labels.classes.map(({ values: [value] = [] }) => value ?? NaN);
  const [low, high] = [values[0]!, values.at(-1)!];
  const between = values.slice(1, -1);
  if (between.length < 3 || !(high - low >= 32)) return null;
  const { inner, atEdges, labelled } = countBetween(labels);
  if (inner > 0.2 * labelled || atEdges < 0.9 * inner) return null;
  return {
    kind: "smoothedEdges",
    severity: "warn",
    title: `The edges of the labels look smoothed (antialiased)`,
    text: `${between.length} values between ${low} and ${high} lie only where these meet, and became classes of their own. Save the labels without interpolation, or merge these classes.`,
  };
}

/** Voxels that are of neither the first nor the last class, and how many of them have a lower and a higher class beside them in their slice. */
function countBetween({ shape: [depth, height, width], data, classes }: LabelMap) {
  let [inner, atEdges, labelled] = [0, 0, 0];
  for (let at = 0; at < depth * height * width; at++) {
    const own = data[at]!;
    if (own === UNLABELLED) continue;
    labelled++;
    if (own === 0 || own === classes.length - 1) continue;
    inner++;
    const [x, y] = [at % width, Math.floor(at / width) % height];
    let [isAboveLower, isBelowHigher] = [false, false];
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const other = data[at + (row - y) * width + column - x]!;
        if (other < own) isAboveLower = true;
        else if (other > own && other !== UNLABELLED) isBelowHigher = true;
      }
    }
    if (isAboveLower && isBelowHigher) atEdges++;
  }
  return { inner, atEdges, labelled };
}

function takenAsUnlabelled({ unlabelled: { values, voxels } }: ClassTable): ClassFinding | null {
  if (values.length === 0) return null;
  const count = voxels.train + voxels.validation + voxels.test;
  return {
    kind: "takenAsUnlabelled",
    severity: "note",
    title: `${values.length === 1 ? "Value" : "Values"} ${values.map((value) => valueText(value)).join(", ")} (${count} voxels) ${values.length === 1 ? "is" : "are"} read as unlabelled`,
    text: "Such voxels are left out of training and of every score.",
  };
}

const quoted = ({ name }: ClassRow): string => `"${name}"`;

function listed(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}
