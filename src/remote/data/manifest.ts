import type { Dataset, Region, Split } from "../../core/image/dataset.ts";
import type { Intensity } from "../../core/image/intensity.ts";
import { boundaryClassOf, type BoundaryClass } from "../../core/image/objects/boundaryClass.ts";
import { rowsOf } from "../../core/image/regionRows.ts";
import { partRegions, type JoinedStack, type Subject } from "../../core/image/subjects.ts";
import {
  dtypeOf,
  VOXEL_ARRAYS,
  voxelCount,
  type Shape3,
  type Volume,
  type VoxelArray,
  type VoxelType,
} from "../../core/image/volume.ts";
import { StudioError } from "../../core/errors.ts";
import { normalise, type TrainingData } from "../../engine/trainingData.ts";

/** Chunks that data travel in: small enough to be fetched again, large enough to be few. */
export const CHUNK_BYTES = 4 << 20;

/** What a worker has to know of data, and where their voxels are: in chunks by their SHA-256, those of training and validation alone. */
export interface DataManifest {
  readonly shape: Shape3;
  readonly subjects: readonly Subject[] | null;
  readonly voxelSizeNm: Volume["voxelSizeNm"];
  readonly split: Split;
  readonly intensity: Intensity;
  readonly classes: number;
  readonly boundary: BoundaryClass | null;
  readonly type: VoxelType;
  readonly image: readonly string[];
  readonly labels: readonly string[];
}

/** Data in chunks, with the manifest among them. */
export interface PackedData {
  /** SHA-256 of the manifest. */
  readonly manifest: string;
  readonly blobs: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

type Hash = (bytes: Uint8Array) => string;

/** The boxes that workers get: test voxels are not among them. */
const sharedRegions = (stack: JoinedStack, split: Split): readonly Region[] =>
  (["train", "validation"] as const).flatMap((part) => partRegions(stack, split, part));

/** Cuts the voxels of training and validation into chunks. */
export function packData(
  { volume, subjects, labels, split }: Omit<Dataset, "id" | "name">,
  intensity: Intensity,
  hash: Hash,
): PackedData {
  const stack = { shape: volume.shape, subjects };
  const regions = sharedRegions(stack, split);
  const blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  const keep = (bytes: Uint8Array<ArrayBuffer>): string => {
    const name = hash(bytes);
    blobs.set(name, bytes);
    return name;
  };
  const chunked = (voxels: VoxelArray): readonly string[] => {
    const gathered = gather(voxels, volume.shape, regions);
    const bytes = new Uint8Array(gathered.buffer, gathered.byteOffset, gathered.byteLength) as Uint8Array<ArrayBuffer>;
    const starts = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, index) => index * CHUNK_BYTES);
    return starts.map((from) => keep(bytes.subarray(from, from + CHUNK_BYTES)));
  };
  const manifest: DataManifest = {
    ...{ shape: volume.shape, subjects: subjects ?? null, voxelSizeNm: volume.voxelSizeNm, split, intensity },
    ...{
      classes: labels.classes.length,
      boundary: boundaryClassOf(labels.classes),
      type: dtypeOf(volume.data) as VoxelType,
    },
    ...{ image: chunked(volume.data), labels: chunked(labels.data) },
  };
  return { manifest: keep(new TextEncoder().encode(JSON.stringify(manifest))), blobs };
}

/** Data as the engine reads them, out of chunks that were checked; where no voxels came, nothing is to be seen. */
export function unpackData(
  { shape, subjects, voxelSizeNm, split, intensity, classes, boundary, type, image, labels }: DataManifest,
  chunks: ReadonlyMap<string, Uint8Array>,
): TrainingData {
  const regions = sharedRegions({ shape, subjects: subjects ?? undefined }, split);
  const joined = (names: readonly string[]) => joinChunks(names.map((name) => chunks.get(name)!));
  const values = scatter(new VOXEL_ARRAYS[type](joined(image)), shape, regions);
  return {
    ...{ shape, subjects: subjects ?? undefined, voxelSizeNm, classes, boundary, split },
    image: normalise(values, intensity),
    labels: scatter(new Uint8Array(joined(labels)), shape, regions),
  };
}

function gather(voxels: VoxelArray, shape: Shape3, regions: readonly Region[]): VoxelArray {
  const rows = [...rowsOf(shape, regions)];
  const length = rows.reduce((sum, [from, to]) => sum + to - from, 0);
  const gathered = new (voxels.constructor as new (length: number) => VoxelArray)(length);
  let at = 0;
  for (const [from, to] of rows) {
    gathered.set(voxels.subarray(from, to), at);
    at += to - from;
  }
  return gathered;
}

function scatter<Voxels extends VoxelArray>(gathered: Voxels, shape: Shape3, regions: readonly Region[]): Voxels {
  const voxels = new (gathered.constructor as new (length: number) => Voxels)(voxelCount(shape));
  let at = 0;
  for (const [from, to] of rowsOf(shape, regions)) {
    voxels.set(gathered.subarray(at, at + to - from), from);
    at += to - from;
  }
  if (at !== gathered.length)
    throw new StudioError("BadInput", `The data came with ${gathered.length} voxels; their parts have ${at}.`);
  return voxels;
}

function joinChunks(chunks: readonly Uint8Array[]): ArrayBuffer {
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined.buffer;
}
