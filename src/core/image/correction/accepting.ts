import type { Range, Region } from "../dataset.ts";
import { UNLABELLED } from "../labelMap.ts";
import { components } from "../objects/components.ts";
import type { BoxChange } from "../painting/betweenSlices.ts";
import { boxOf, type LabelVolume } from "../painting/labelEdit.ts";

/** What a network proposes for some slices: class indices, row-major [z, y, x]. */
export interface Proposal {
  readonly slices: Range;
  readonly raw: Uint8Array;
}

/** A voxel of the stack. */
export interface Place {
  readonly z: number;
  readonly y: number;
  readonly x: number;
}

/** One connected part of a proposal within its slice, by its class. */
export interface ProposedPart {
  readonly value: number;
  readonly box: Region;
  /** Of the box, row by row: 1 in the part. */
  readonly mask: Uint8Array;
}

/** The part that a voxel belongs to, connected by edges; null beyond the proposal's slices. */
export function proposedPart({ shape }: LabelVolume, proposal: Proposal, { z, y, x }: Place): ProposedPart | null {
  const [, height, width] = shape;
  if (z < proposal.slices.from || z >= proposal.slices.to) return null;
  const slice = sliceOfProposal(shape, proposal, z);
  // Background is connected too, and 0 would be no component.
  const { ids } = components(
    slice.map((label) => label + 1),
    [1, height, width],
    { neighbours: "faces" },
  );
  const wanted = ids[y * width + x]!;
  const box = around(ids, wanted, width);
  const rows = box.y.to - box.y.from;
  const columns = box.x.to - box.x.from;
  const mask = Uint8Array.from({ length: rows * columns }, (_, at) =>
    ids[(box.y.from + Math.floor(at / columns)) * width + box.x.from + (at % columns)] === wanted ? 1 : 0,
  );
  return { value: slice[y * width + x]!, box: { z: { from: z, to: z + 1 }, ...box }, mask };
}

/** The part as proposed, where nothing was decided yet. */
export function accepted(labels: LabelVolume, { value, box, mask }: ProposedPart): BoxChange {
  const before = boxOf(labels, box);
  return { box, after: before.map((label, at) => (mask[at] === 1 && label === UNLABELLED ? value : label)) };
}

/** The part as another class, also where it was accepted before; what was painted over it stays. */
export function refused(labels: LabelVolume, { value, box, mask }: ProposedPart, instead: number): BoxChange {
  const before = boxOf(labels, box);
  const isOpen = (label: number) => label === UNLABELLED || label === value;
  return { box, after: before.map((label, at) => (mask[at] === 1 && isOpen(label) ? instead : label)) };
}

/** All of some slices as proposed, where nothing was decided yet. The slices are of the proposal. */
export function acceptedRest(labels: LabelVolume, { slices, raw }: Proposal, wanted: Range): BoxChange {
  const [, height, width] = labels.shape;
  const box = { z: wanted, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const from = (wanted.from - slices.from) * height * width;
  return { box, after: boxOf(labels, box).map((label, at) => (label === UNLABELLED ? raw[from + at]! : label)) };
}

/** What is proposed for one slice of the stack. */
export function sliceOfProposal([, height, width]: LabelVolume["shape"], { slices, raw }: Proposal, z: number) {
  const area = height * width;
  return raw.subarray((z - slices.from) * area, (z - slices.from + 1) * area);
}

/** The rectangle around the pixels of an object. */
function around(ids: Uint32Array, wanted: number, width: number): Pick<Region, "y" | "x"> {
  const [y, x] = [
    { from: Infinity, to: 0 },
    { from: Infinity, to: 0 },
  ];
  ids.forEach((id, at) => {
    if (id !== wanted) return;
    const [row, column] = [Math.floor(at / width), at % width];
    y.from = Math.min(y.from, row);
    y.to = Math.max(y.to, row + 1);
    x.from = Math.min(x.from, column);
    x.to = Math.max(x.to, column + 1);
  });
  return { y, x };
}
