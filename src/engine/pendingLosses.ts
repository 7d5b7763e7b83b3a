import { concat, getBackend, reshape, tidy, type Scalar } from "@tensorflow/tfjs-core";
import { StudioError } from "../core/errors.ts";
import type { LossCurve } from "./lossCurve.ts";
import { readTensor } from "./reading.ts";

/** Losses that are still on the device. */
export interface PendingLosses {
  push(step: number, loss: Scalar): void;
  /** Whether so many wait that reading them is worth it. */
  isFull(): boolean;
  isEmpty(): boolean;
  /** Reads all into the curve. Throws StudioError "NotANumber" naming the step, or what the device has reported. */
  read(curve: LossCurve): Promise<void>;
  dispose(): void;
}

/** A GPU stands still while it is read from, so it is read from rarely. */
const capacity = (): number => (getBackend() === "webgpu" ? 8 : 1);

export function createPendingLosses(): PendingLosses {
  let waiting: { readonly step: number; readonly loss: Scalar }[] = [];
  const most = capacity();
  const dispose = () => {
    for (const { loss } of waiting) loss.dispose();
    waiting = [];
  };
  return {
    push: (step, loss) => void waiting.push({ step, loss }),
    isFull: () => waiting.length >= most,
    isEmpty: () => waiting.length === 0,
    async read(curve) {
      if (waiting.length === 0) return;
      const values = await valuesOf(waiting.map(({ loss }) => loss));
      waiting.forEach(({ step }, index) => curve.add(checkedLoss(values[index]!, step)));
      dispose();
    },
    dispose,
  };
}

async function valuesOf(losses: readonly Scalar[]): Promise<Float32Array> {
  const joined = tidy(() => concat(losses.map((loss) => reshape(loss, [1]))));
  try {
    return await readTensor(joined);
  } finally {
    joined.dispose();
  }
}

function checkedLoss(value: number, step: number): number {
  if (Number.isFinite(value)) return value;
  throw new StudioError(
    "NotANumber",
    `The loss was ${value} at step ${step}. A smaller learning rate or a limit on the gradient's norm would have helped.`,
  );
}
