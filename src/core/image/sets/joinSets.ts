import { assembleDataset } from "../assemble.ts";
import { checkSplit, PARTS, regionShape, type Dataset, type Part, type Region, type Split } from "../dataset.ts";
import type { LabelMap } from "../labelMap.ts";
import { copyBox, regionLabels } from "../patches.ts";
import { resampleLinear, resampleNearest } from "../resampleBox.ts";
import { joinSubjects, partRegions, withoutOutside, type Joined, type Subject } from "../subjects.ts";
import type { Shape3, Volume } from "../volume.ts";

/** One of several stacks that a study learns from, with labels and a split of its own. */
export interface DataSet {
  readonly name: string;
  /** Grey values that were normalised by themselves. */
  readonly joined: Joined;
  /** Of classes that all sets share. */
  readonly labels: LabelMap;
  /** Parts of this set; any of them may be empty. */
  readonly split: Split;
}

/** A box of one set that is of one part, by itself. */
interface Piece {
  readonly set: string;
  readonly name: string;
  readonly image: Volume;
  readonly labels: Volume;
}

/**
 * Several sets as one dataset: every box of a part of every set is a subject, those that are trained on first, then those of the
 * validation part, then those of the test part. So no patch, tile or halo reaches from one set into another, and parts are whole subjects.
 * Boxes are brought to one voxel size each by itself, where one is given: grey values linearly, labels to the nearest, a single section
 * without another beside it. What no part holds is left out. Throws StudioError "BadInput" where a split does not fit its set.
 */
export function joinSets(sets: readonly DataSet[], voxelSizeNm: Volume["voxelSizeNm"]): Dataset {
  for (const { joined, split } of sets) checkSplit(joined.volume.shape, split, PARTS);
  const parts = PARTS.map((part) => sets.flatMap((set) => piecesOf(set, part, voxelSizeNm)));
  const pieces = parts.flat();
  const image = joinSubjects(pieces.map(({ name, image: volume }) => ({ name, volume })));
  const labels = joinSubjects(pieces.map(({ name, labels: volume }) => ({ name, volume })));
  const subjects = image.subjects.map((subject, index): Subject => ({ ...subject, set: pieces[index]!.set }));
  const { shape } = image.volume;
  const known = pieces.map((piece) => piece.image.voxelSizeNm);
  const isOne = known.every((size) => String(size) === String(known[0]));
  return assembleDataset(
    sets.map(({ name }) => name).join(" + "),
    { volume: { ...image.volume, voxelSizeNm: isOne ? known[0]! : null }, subjects },
    // Said here already, so that what is kept with a study and opened again has the same id.
    withoutOutside({ shape, data: labels.volume.data as Uint8Array, classes: sets[0]!.labels.classes }, subjects),
    splitBetween(
      subjects,
      parts.map(({ length }) => length),
    ),
  );
}

/** Parts that hold so many subjects each, one part after the other. */
function splitBetween(subjects: readonly Subject[], counts: readonly number[]): Split {
  const edge = (count: number) => (count === 0 ? 0 : subjects[count - 1]!.slices.to);
  const [train = 0, validation = 0, test = 0] = counts;
  return {
    axis: "slices",
    train: { from: 0, to: edge(train) },
    validation: { from: edge(train), to: edge(train + validation) },
    test: { from: edge(train + validation), to: edge(train + validation + test) },
  };
}

function piecesOf({ name: set, joined, labels, split }: DataSet, part: Part, voxelSizeNm: Volume["voxelSizeNm"]) {
  const { volume, subjects } = joined;
  return partRegions({ shape: volume.shape, subjects }, split, part).map((region): Piece => {
    const shape = regionShape(region);
    const to = resampledShape(shape, volume.voxelSizeNm, voxelSizeNm);
    const start: Shape3 = [region.z.from, region.y.from, region.x.from];
    const grey = copyBox({ shape: volume.shape, image: Float32Array.from(volume.data) }, region, start, shape);
    const truth = regionLabels({ shape: volume.shape, labels: labels.data, region });
    const about = { shape: to, voxelSizeNm: voxelSizeNm ?? volume.voxelSizeNm };
    return {
      ...{ set, name: pieceName(set, region, split.axis) },
      image: { ...about, data: resampleLinear({ values: grey, shape }, to) },
      labels: { ...about, data: resampleNearest({ values: truth, shape }, to) },
    };
  });
}

const pieceName = (set: string, { z, x }: Region, axis: Split["axis"]): string =>
  axis === "slices" ? `${set} ${z.from}:${z.to}` : `${set} columns ${x.from}:${x.to}`;

/** Voxels along each axis at another voxel size; as they are where either size is not known. A single section stays one. */
export function resampledShape(
  [depth, height, width]: Shape3,
  own: Volume["voxelSizeNm"],
  wanted: Volume["voxelSizeNm"],
): Shape3 {
  if (!own || !wanted) return [depth, height, width];
  const extent = (length: number, axis: 0 | 1 | 2) => Math.max(1, Math.round((length * own[axis]) / wanted[axis]));
  return [depth === 1 ? 1 : extent(depth, 0), extent(height, 1), extent(width, 2)];
}
