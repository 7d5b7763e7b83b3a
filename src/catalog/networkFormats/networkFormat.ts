import type { ClassInfo } from "../../core/image/labelMap.ts";
import type { Intensity } from "../../core/image/intensity.ts";
import type { Shape3, Volume } from "../../core/image/volume.ts";
import type { Network } from "../../core/network/network.ts";
import type { WeightSet } from "../../core/network/weights.ts";
import type { Registered } from "../../core/registry.ts";
import type { ExportedFile } from "../exports/stack.ts";

/** What an exported network gives: the probability of every class, [batch, class, ...], or the most probable class, [batch, ...]. */
export const NETWORK_OUTPUTS = ["probabilities", "classes"] as const;
export type NetworkOutput = (typeof NETWORK_OUTPUTS)[number];

/** A score with the part of the data that it was measured on. */
export interface ScoreFact {
  readonly metric: string;
  readonly value: number;
  readonly part: "validation" | "test";
}

/** Where a network comes from and what it takes: all that must not be lost on the way out. */
export interface NetworkFacts {
  readonly study: string;
  readonly trial: string;
  readonly scores: readonly ScoreFact[];
  readonly dataset: { readonly name: string; readonly id: string };
  readonly voxelSizeNm: Volume["voxelSizeNm"];
  readonly intensity: Intensity;
  readonly classes: readonly ClassInfo[];
  /** Voxels of a training patch. */
  readonly patch: Shape3;
  /** Size that every image is resampled to first, where the network saw whole images. */
  readonly wholeImage?: Shape3;
  /** Licence of network and data, where somebody has named one. */
  readonly licence: string | null;
  readonly studio: { readonly version: string; readonly commit: string };
}

/** Grey values as they come from a file, and what the studio's own network makes of them: what an exported one must come to. */
export interface TestTile {
  /** Which part of the data it is, in words, such as "slice 16". */
  readonly where: string;
  /** Extents along the axes of the network. */
  readonly spatial: readonly number[];
  readonly grey: Float32Array<ArrayBuffer>;
  readonly outputSpatial: readonly number[];
  /** Class probabilities, [class, ...outputSpatial]. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** What came of running a file on a test tile. */
export interface Proof {
  readonly runtime: string;
  readonly where: string;
  readonly largestDifference: number;
  /** Largest difference by the deviation of the probabilities. */
  readonly relativeDifference: number;
  /** When it was run, as ISO 8601 says it. */
  readonly checkedAt: string;
}

/** A trained network on its way out. */
export interface NetworkSubject {
  /** Of the files, without an ending. */
  readonly name: string;
  readonly network: Network;
  readonly weights: WeightSet;
  readonly facts: NetworkFacts;
  readonly output: NetworkOutput;
  readonly tile: TestTile;
  /** Of a file that can be run here; null where it cannot, and before it was. */
  readonly proof: Proof | null;
}

/** How the files of a format can be run: what proves them before they are offered. */
export type RunnerId = "onnx" | "tfjs";

export interface NetworkWriter {
  write(subject: NetworkSubject): Promise<readonly ExportedFile[]>;
  /** The file that is run, where a format holds several or packs them; `write`'s where it does not say. */
  writeRunnable?(subject: NetworkSubject): Promise<readonly ExportedFile[]>;
}

/** A format that trained networks are written in. */
export interface NetworkFormat extends Registered {
  /** Of its one file or its first. */
  readonly extension: string;
  /** A few words on what reads it. */
  readonly summary: string;
  readonly outputs: readonly NetworkOutput[];
  readonly runner: RunnerId | null;
}
