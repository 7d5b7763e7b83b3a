import { StudioError } from "../../core/errors.ts";
import { asForeground } from "../../core/image/foreground.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { applyMapping, UNLABELLED, type LabelMap, type LabelMapping } from "../../core/image/labelMap.ts";
import { partsFor, withBoundaries } from "../../core/image/objects/boundaryClass.ts";
import { readLabels } from "../../core/image/readLabels.ts";
import type { LearningTarget } from "../studioApi.ts";
import { wholeSize } from "./dataEdits.ts";
import { indexedLabels, OBJECT_NAMES, plainly, type OpenData } from "./openData.ts";

/**
 * The open data, of whose labels something else is learnt: their classes, boundaries where classes meet, or objects by their numbers with
 * boundaries between them. What it was before comes back whole. Throws StudioError "BadInput" where the labels cannot be so.
 */
export function withTarget(open: OpenData, target: LearningTarget): OpenData {
  if (open.target === target) return open;
  const classes = plainly(open);
  const { labels, mapping, source } = classes;
  if (target === "classes") return { ...classes, experts: [] };
  if (!labels || !mapping) throw new StudioError("NotFound", "The labels were closed.");
  if (classes.painting)
    throw new StudioError("BadInput", "These labels are painted. Save them, and open what was saved to learn objects.");
  const { volume, description } = labels.decoded;
  const numbers = target === "objects" ? (open.numbered ?? labels).decoded : null;
  const bounded = withBoundaries(numbers ? oneClassOf(numbers, mapping) : applyMapping(volume, mapping), {
    numbers: numbers?.volume.data ?? null,
    parts: partsFor(volume.shape, wholeSize(classes.voxelSizeNm)),
  });
  const drawn = indexedLabels(bounded, {
    name: labels.name,
    description: `${description}, with boundaries`,
    voxelSizeNm: volume.voxelSizeNm,
    subjects: labels.decoded.subjects,
  });
  return { ...classes, ...drawn, experts: [], source: {}, target, plain: { labels, mapping, source } };
}

/** Numbered objects as one class; what was left out of the classes stays so. */
function oneClassOf(numbers: DecodedFile, { values }: LabelMapping): LabelMap {
  const unlabelled = values.flatMap(({ value, classIndex }) => (classIndex === UNLABELLED ? [value] : []));
  const { decoded, mapping } = readLabels(asForeground(numbers, unlabelled), { names: OBJECT_NAMES, unlabelled });
  return applyMapping(decoded.volume, mapping);
}
