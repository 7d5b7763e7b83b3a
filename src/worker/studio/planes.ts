import type { LabelMap } from "../../core/image/labelMap.ts";
import { cutPlane, planeSize, type Plane } from "../../core/image/plane.ts";
import type { Volume } from "../../core/image/volume.ts";
import { sliceOfProposal, type Proposal } from "../../core/image/correction/accepting.ts";
import type { PlanePixels, PlanePlace } from "../studioApi.ts";

/** Pixels of one plane through a stack, copied so that they can be transferred. */
export function planeOf(
  volume: Volume,
  labels: Pick<LabelMap, "data"> | null,
  plane: Plane,
  index: number,
): PlanePixels {
  const [width, height] = planeSize(volume.shape, plane);
  return {
    width,
    height,
    image: cutPlane(volume.data, volume.shape, plane, index),
    labels: labels && (cutPlane(labels.data, volume.shape, plane, index) as Uint8Array<ArrayBuffer>),
  };
}

/** A slice with what is proposed for it; others, and planes across, carry no labels, as nothing is corrected on them. */
export function correctedPlane(
  volume: Volume,
  labels: LabelMap,
  proposal: Proposal,
  { plane, index }: PlanePlace,
): PlanePixels {
  const isProposed = plane === "xy" && index >= proposal.slices.from && index < proposal.slices.to;
  return isProposed
    ? {
        ...planeOf(volume, labels, plane, index),
        proposed: Uint8Array.from(sliceOfProposal(labels.shape, proposal, index)),
      }
    : planeOf(volume, null, plane, index);
}
