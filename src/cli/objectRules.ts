import { StudioError } from "../core/errors.ts";
import { MAX_CLASSES } from "../core/image/labelMap.ts";
import type { Parting } from "../core/image/objects/findObjects.ts";
import type { Neighbours } from "../core/image/objects/objects.ts";
import type { Volume } from "../core/image/volume.ts";
import type { ReadFlags } from "./input.ts";

/** `dataset`, `channel` and the other flags of reading are of the mask. */
export interface ObjectFlags extends Omit<ReadFlags, "complex"> {
  readonly image?: string;
  readonly imageDataset?: string;
  readonly imageChannel?: number;
  readonly boundary?: string;
  readonly boundaryDataset?: string;
  readonly boundaryChannel?: number;
  /** Seeds lie where the boundary is below it. */
  readonly threshold?: number;
  readonly watershed?: "distance";
  /** In voxels along their finest side. */
  readonly height?: number;
  readonly class?: string;
  readonly unlabelled?: string;
  readonly neighbours?: Neighbours;
  readonly minimum?: number;
  readonly fillHoles?: boolean;
  readonly sliceBySlice?: boolean;
  /** The mask holds objects by their numbers already. */
  readonly numbered?: boolean;
  /** Nanometres along [z, y, x]. */
  readonly voxelSize?: readonly [z: number, y: number, x: number];
}

/** How far the distance must fall between two objects that touch, in voxels. */
export const TOUCHING_HEIGHT = 1;

/** How the flags part objects that touch. Throws StudioError "BadInput" where they contradict each other. */
export function partingOf(
  { threshold, watershed, height = TOUCHING_HEIGHT, neighbours = "faces" }: ObjectFlags,
  boundary: Volume | null,
): Parting {
  if (boundary && watershed)
    throw new StudioError("BadInput", "--boundary and --watershed distance are two ways to part objects; choose one.");
  if (!boundary && threshold !== undefined)
    throw new StudioError("BadInput", "--threshold is of a boundary; name one with --boundary FILE.");
  if ((boundary ?? watershed) && neighbours === "corners")
    throw new StudioError("BadInput", "A watershed floods by faces; leave out --neighbours corners.");
  if (watershed) return { by: "distance", height };
  if (!boundary) return { by: "nothing", neighbours };
  if (threshold === undefined)
    throw new StudioError("BadInput", "Say with --threshold T below which value of the boundary objects begin.");
  return { by: "boundary", values: boundary.data, threshold };
}

/** Throws StudioError "BadInput" where objects are to be found that came numbered. */
export function refuseFinding(path: string, flags: ObjectFlags): void {
  const asked = [
    ...(flags.boundary === undefined ? [] : ["--boundary"]),
    ...(flags.watershed === undefined ? [] : ["--watershed"]),
    ...(flags.class === undefined ? [] : ["--class"]),
    ...(flags.fillHoles ? ["--fill-holes"] : []),
    ...(flags.sliceBySlice ? ["--slice-by-slice"] : []),
    ...(flags.neighbours === undefined ? [] : ["--neighbours"]),
  ];
  if (asked.length > 0)
    throw new StudioError(
      "BadInput",
      `${path} holds numbered objects${flags.numbered ? "" : ` (more than ${MAX_CLASSES} values)`}, which are measured as they are; leave out ${asked.join(", ")}.`,
    );
}
