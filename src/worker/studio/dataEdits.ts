import { StudioError } from "../../core/errors.ts";
import type { Split } from "../../core/image/dataset.ts";
import { UNLABELLED, type LabelMapping } from "../../core/image/labelMap.ts";
import { addClass, changeClass, makeClass, markUnlabelled, mergeClass } from "../../core/image/mappingEdits.ts";
import { edgePlace, moveEdge, splitAlong, splitLength, withGap } from "../../core/image/splitEdges.ts";
import { snappedSplit, type JoinedStack } from "../../core/image/subjects.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import type { AxisSizes, DataEdit } from "../studioApi.ts";

/** What a user decides about open data; the voxels stay as they are. */
export interface DataChoices {
  readonly mapping: LabelMapping | null;
  readonly split: Split | null;
  readonly gap: number;
  readonly voxelSizeNm: AxisSizes;
}

const AXES = ["z", "y", "x"] as const;
const FEWEST_CLASSES = 2;

/**
 * The choices after an edit, which names what it changes and nothing else. Throws StudioError "BadInput" where it leaves nothing
 * to train on or no two classes, "NotFound" where what it names is gone.
 */
export function applyDataEdit(choices: DataChoices, edit: DataEdit, image: JoinedStack | null): DataChoices {
  switch (edit.type) {
    case "voxelSize":
      return {
        ...choices,
        voxelSizeNm: choices.voxelSizeNm.with(AXES.indexOf(edit.axis), edit.nm) as unknown as AxisSizes,
      };
    case "nameClass":
      return onClass(choices, edit.value, (mapping, index) => changeClass(mapping, index, { name: edit.name }));
    case "colorClass":
      return onClass(choices, edit.value, (mapping, index) => changeClass(mapping, index, { color: edit.color }));
    case "leaveOutClass":
      return onClass(choices, edit.value, (mapping, index) => markUnlabelled(withEnoughClasses(mapping), index));
    case "mergeClass":
      return onClass(choices, edit.value, (mapping, index) => merged(mapping, index, classHolding(mapping, edit.into)));
    case "mergeClasses":
      return edit.values.reduce(
        (held, value) =>
          onClass(held, value, (mapping, index) => merged(mapping, index, classHolding(mapping, edit.into))),
        choices,
      );
    case "makeClass":
      return choices.mapping?.values.some(({ value, classIndex }) => value === edit.value && classIndex === UNLABELLED)
        ? { ...choices, mapping: makeClass(choices.mapping, edit.value) }
        : choices;
    case "addClass":
      if (!choices.mapping) throw new StudioError("NotFound", "The labels were closed.");
      return { ...choices, mapping: addClass(choices.mapping, edit.name) };
    case "splitAxis":
      return withSplit(
        choices,
        image,
        (_, shape) =>
          splitAlong(shape, edit.axis, choices.gap) ??
          refuse(`The stack has too few ${edit.axis} for three parts with a gap of ${choices.gap}.`),
      );
    case "gap":
      return {
        ...withSplit(
          choices,
          image,
          (split, shape) =>
            withGap(split, edit.gap, splitLength(shape, split)) ??
            refuse(`A gap of ${edit.gap} leaves nothing to train on.`),
        ),
        gap: edit.gap,
      };
    case "moveEdge":
      return withSplit(choices, image, (split, shape) =>
        moveEdge(
          split,
          choices.gap,
          splitLength(shape, split),
          edit.edge,
          "to" in edit ? edit.to : edgePlace(split, edit.edge) + edit.by,
        ),
      );
    default:
      return edit satisfies never;
  }
}

/** All three sizes, or null while one is not known. */
export function wholeSize([z, y, x]: AxisSizes): readonly [number, number, number] | null {
  return z === null || y === null || x === null ? null : [z, y, x];
}

/** Rows of a table move when classes are merged; the values of the label file do not, so a class is named by one that it holds. */
function onClass(
  choices: DataChoices,
  value: number,
  change: (mapping: LabelMapping, index: number) => LabelMapping,
): DataChoices {
  if (!choices.mapping) throw new StudioError("NotFound", "The labels were closed.");
  return { ...choices, mapping: change(choices.mapping, classHolding(choices.mapping, value)) };
}

function classHolding({ values }: LabelMapping, value: number): number {
  const found = values.find((entry) => entry.value === value);
  if (!found || found.classIndex === UNLABELLED)
    throw new StudioError("NotFound", `Label value ${value} belongs to no class any more.`);
  return found.classIndex;
}

function merged(mapping: LabelMapping, index: number, into: number): LabelMapping {
  return index === into ? mapping : mergeClass(withEnoughClasses(mapping), index, into);
}

function withEnoughClasses(mapping: LabelMapping): LabelMapping {
  return mapping.classes.length > FEWEST_CLASSES
    ? mapping
    : refuse("A network tells at least two classes apart; only two are left.");
}

function withSplit(
  choices: DataChoices,
  image: JoinedStack | null,
  change: (split: Split, shape: Shape3) => Split,
): DataChoices {
  if (!choices.split || !image) throw new StudioError("NotFound", "The image was closed.");
  return { ...choices, split: snappedSplit(change(choices.split, image.shape), image.subjects) };
}

function refuse(why: string): never {
  throw new StudioError("BadInput", why);
}
