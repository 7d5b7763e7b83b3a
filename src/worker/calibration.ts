import { Matrix, solve } from "ml-matrix";
import unet from "../catalog/networks/unet.ts";
import { StudioError } from "../core/errors.ts";
import { costOf } from "../core/stages/cost.ts";
import type { Cost } from "../core/study/trial.ts";
import type { Network } from "../core/network/network.ts";
import type { Speed } from "../core/judging/prediction.ts";
import type { AsyncTrainer } from "./trainerThread.ts";

/** Steps that might be slower are estimated from smaller ones, so that all devices are done within ten seconds. */
const SLOWEST_STEP_SECONDS = 2;

/** What a device did on noise. */
export interface Calibration extends Speed {
  /** By how much the very first step was slower than the next: what compiling took. */
  readonly firstStepSeconds: number;
}

/**
 * Seconds per step of three U-Nets (small, long rows of few channels, short rows of many) give the three numbers of the speed. The
 * small one goes first: with it the code is compiled. Steps that might take longer than `slowestStepSeconds` are estimated.
 */
export async function calibrate(
  trainer: Pick<AsyncTrainer, "timeStep">,
  slowestStepSeconds = SLOWEST_STEP_SECONDS,
): Promise<Calibration> {
  const measured: Measured[] = [];
  let compiling: number | null = null;
  for (const { network, patch, batch } of [probe(2, 32, 2), probe(4, 64, 8), probe(24, 16, 8)]) {
    const step = { ...costOf(network, { patch: [1, patch, patch], batch }), batch };
    const atMost = expectedSeconds(step, measured.at(-1));
    if (atMost > slowestStepSeconds) {
      measured.push({ ...step, seconds: atMost });
      continue;
    }
    const { seconds, firstStepSeconds } = await trainer.timeStep(network, patch, batch);
    compiling ??= firstStepSeconds;
    measured.push({ ...step, seconds });
  }
  return { ...fitSpeed(measured), firstStepSeconds: compiling ?? 0 };
}

/** What a step takes if it is as fast for its arithmetic as the one before; in truth a larger step is faster. */
const expectedSeconds = (step: Omit<Measured, "seconds">, before: Measured | undefined): number =>
  before ? (before.seconds * step.multiplyAdds * step.batch) / (before.multiplyAdds * before.batch) : 0;

interface Measured extends Pick<Cost, "multiplyAdds" | "trainingBytes"> {
  readonly batch: number;
  readonly seconds: number;
}

/** The speed at which three measured steps take just as long as they took; no part may be negative, whatever the machine did meanwhile. */
export function fitSpeed(measured: readonly Measured[]): Speed {
  const rows = measured.map(({ multiplyAdds, trainingBytes, batch }) => [
    1,
    (3 * multiplyAdds * batch) / 1e9,
    trainingBytes / 1e9,
  ]);
  const [overhead, perGigaAdd, perGigabyte] = solve(
    new Matrix(rows),
    Matrix.columnVector(measured.map(({ seconds }) => seconds)),
  ).to1DArray() as [number, number, number];
  return {
    overheadSeconds: Math.max(1e-4, overhead),
    multiplyAddsPerSecond: 1e9 / Math.max(1e-4, perGigaAdd),
    bytesPerSecond: 1e9 / Math.max(1e-3, perGigabyte),
  };
}

function probe(base: number, patch: number, batch: number): { network: Network; patch: number; batch: number } {
  const decoded = unet.decode({ base, depth: 2 }, { channels: 1, classes: 3, patch: [1, patch, patch] });
  if ("illegal" in decoded) throw new StudioError("IllegalNetwork", decoded.illegal.because);
  return { network: decoded.network, patch, batch };
}
