import { partRegions } from "../../core/image/subjects.ts";
import type { EvaluationHooks } from "../../core/run/evaluator.ts";
import type { StopSignal } from "../../core/run/signal.ts";
import type { DeviceId } from "../../engine/deviceIds.ts";
import type { TrainingData } from "../../engine/trainingData.ts";
import { openBrowserFiles } from "../../storage/browserFiles.ts";
import { hashOf } from "../../storage/hashOf.ts";
import type { TrialArtifacts } from "../../worker/artifacts.ts";
import { spawnBrowserTrainer } from "../../worker/browserThread.ts";
import { createDevices } from "../../worker/devices.ts";
import { createPool } from "../../worker/pool.ts";
import { BUILD } from "../build.ts";
import { fetchData } from "../joined/chunkCache.ts";
import { joinGateway } from "../joined/gatewayClient.ts";
import { workFor, type Leaving, type Workshop } from "../joined/workLoop.ts";
import { openBrowserBlobs } from "./browserBlobs.ts";
import type { JoinWish, SeenSlice, Told } from "./joinedApi.ts";

type Tell = (told: Told) => void;
type Evaluated = Parameters<Workshop["evaluate"]>;

/** Trains in this browser for a gateway, and tells the page all of it. */
export async function workInBrowser(
  { origin, token, name, slots }: JoinWish,
  tell: Tell,
  leaving: StopSignal,
): Promise<Leaving> {
  const [device, cache] = await Promise.all([deviceHere(), openBrowserBlobs("cristae-chunks")]);
  const cores = Math.max(1, navigator.hardwareConcurrency);
  const client = await joinGateway({
    invitation: { addresses: [origin], token },
    hello: { build: BUILD, name, device, cores, slots, isBrowser: true },
    onJoined: (joined) => tell({ about: "joined", joined, device, keepsData: cache.isKept }),
  });
  return workFor({
    ...{ client, slots, hash: hashOf, leaving },
    onWork: (work) => tell({ about: "work", work }),
    async open(manifest, artifacts) {
      const onFetched = (bytes: number) => tell({ about: "fetched", bytes });
      const data = await fetchData(manifest, { client, cache: cache.blobs, hash: hashOf, onFetched });
      return watched({ data, artifacts, device, slots }, tell);
    },
  });
}

/** A GPU that is one is measured against the CPU once; else there is nothing to choose. */
async function deviceHere(): Promise<DeviceId> {
  const { gpu } = navigator as { readonly gpu?: GPU };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter || adapter.info.isFallbackAdapter) return "simd";
  const { files } = await openBrowserFiles("cristae");
  const cores = Math.max(1, navigator.hardwareConcurrency);
  const machine = { files, spawn: spawnBrowserTrainer, cores, name: navigator.userAgent };
  return (await createDevices(machine).choose("auto")).device;
}

interface Parts {
  readonly data: TrainingData;
  readonly artifacts: TrialArtifacts;
  readonly device: DeviceId;
  readonly slots: number;
}

/** Trains, and shows what each evaluation sees in one slice of the validation part. */
function watched({ data, ...parts }: Parts, tell: Tell): Workshop {
  const seen = seenSlice(data);
  if (seen) tell({ about: "data", seen });
  const pool = createPool({
    ...{ ...parts, data, spawn: spawnBrowserTrainer },
    previewSlice: () => seen?.slice ?? null,
    onPreview: (trial, { step, labels }) => tell({ about: "picture", trial, step, labels }),
  });
  return {
    evaluate(...[candidate, hooks, signal]: Evaluated) {
      const { trial, recipe } = candidate;
      tell({ about: "trial", trial, steps: recipe.steps });
      return pool.evaluate(candidate, told(trial, hooks, tell), signal);
    },
    close: () => pool.close(),
  };
}

const told = (trial: number, hooks: EvaluationHooks, tell: Tell): EvaluationHooks => ({
  ...hooks,
  reported(point) {
    tell({ about: "point", trial, point });
    return hooks.reported(point);
  },
  progressed(progress) {
    tell({ about: "progress", trial, step: progress.step, stepsPerSecond: progress.stepsPerSecond });
    hooks.progressed(progress);
  },
});

/** The middle slice of the validation part; null where there is none. */
function seenSlice({ shape, subjects, split, image, labels }: TrainingData): SeenSlice | null {
  const region = partRegions({ shape, subjects }, split, "validation")[0];
  if (!region) return null;
  const [, height, width] = shape;
  const slice = Math.floor((region.z.from + region.z.to - 1) / 2);
  const [from, to] = [slice * height * width, (slice + 1) * height * width];
  return { slice, width, height, greys: greysOf(image.subarray(from, to)), truth: labels.slice(from, to) };
}

/** Between two and a half deviations around the mean: a normalised image has mean 0 and deviation 1. */
const greysOf = (values: Float32Array): Uint8Array =>
  Uint8Array.from(Uint8ClampedArray.from(values, (value) => ((value + 2.5) / 5) * 255));
