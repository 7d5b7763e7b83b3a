import { lengthOf, type Region } from "../core/image/dataset.ts";
import { asChosen, stackBytes, stackShape, type ArrayChoice } from "../core/image/decode.ts";
import { isComplex } from "../core/image/elements.ts";
import type { StoredArray } from "../core/image/format.ts";
import { stackArrays } from "../core/image/pick.ts";
import { looksLikeLabels } from "../core/image/fileNames.ts";
import { voxelCount } from "../core/image/volume.ts";
import type { Role } from "../worker/studioApi.ts";

export const ROLES: readonly Role[] = ["image", "labels"];

export interface RolePick {
  readonly index: number;
  readonly choice: ArrayChoice;
}

export type ArrayPicks = Readonly<Record<Role, RolePick | null>>;

/** What one would probably take: the finest image, of real numbers where there is one, and labels of its size that are named so. */
export function defaultPicks(arrays: readonly StoredArray[]): ArrayPicks {
  const usable = stackArrays(arrays);
  const isLabels = ({ name }: StoredArray) => looksLikeLabels(name);
  const images = usable.filter((array) => !isLabels(array));
  const image =
    images.find(({ level }) => level === 0) ??
    largest(images.filter(({ dtype }) => !isComplex(dtype))) ??
    largest(images) ??
    null;
  const labels = image
    ? (usable.find((array) => isLabels(array) && stackShape(array).join() === stackShape(image).join()) ?? null)
    : null;
  const pick = (array: StoredArray | null) => array && { index: arrays.indexOf(array), choice: defaultChoice(array) };
  return { image: pick(image), labels: pick(labels) };
}

const largest = (arrays: readonly StoredArray[]): StoredArray | undefined =>
  arrays.reduce<StoredArray | undefined>(
    (best, array) => (!best || voxelCount(stackShape(array)) > voxelCount(stackShape(best)) ? array : best),
    undefined,
  );

/** Bytes that are proposed to be read of an array that is larger. */
const PROPOSED_BYTES = 2 ** 28;

/** The first channel, the magnitude, and of a stack beyond memory the middle slices. */
function defaultChoice(array: StoredArray): ArrayChoice {
  const region = proposedRegion(array);
  return { ...(isComplex(array.dtype) && { complex: "magnitude" as const }), ...(region && { region }) };
}

function proposedRegion(array: StoredArray): Region | null {
  const [depth, height, width] = stackShape(array);
  const bytes = stackBytes(array);
  if (bytes <= PROPOSED_BYTES * 4) return null;
  const slices = Math.max(1, Math.floor((depth * PROPOSED_BYTES) / bytes));
  const from = Math.floor((depth - slices) / 2);
  return { z: { from, to: from + slices }, y: { from: 0, to: height }, x: { from: 0, to: width } };
}

/** Takes an array in a role, or in none; a role is held by one array at a time. */
export function withRole(
  picks: ArrayPicks,
  arrays: readonly StoredArray[],
  { index, role }: { readonly index: number; readonly role: Role | null },
): ArrayPicks {
  const others = Object.fromEntries(
    ROLES.map((each) => [each, picks[each]?.index === index ? null : picks[each]]),
  ) as unknown as ArrayPicks;
  return role ? { ...others, [role]: { index, choice: defaultChoice(arrays[index]!) } } : others;
}

/** Memory that what is chosen takes once it is read. */
export function pickedBytes(arrays: readonly StoredArray[], picks: ArrayPicks): number {
  return ROLES.reduce((sum, role) => {
    const pick = picks[role];
    if (!pick) return sum;
    const array = asChosen(arrays[pick.index]!, pick.choice);
    const { region } = pick.choice;
    const share = region
      ? voxelCount([lengthOf(region.z), lengthOf(region.y), lengthOf(region.x)]) / voxelCount(stackShape(array))
      : 1;
    return sum + stackBytes(array) * share;
  }, 0);
}
