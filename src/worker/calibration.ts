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

/** What a step is made of, as it is measured by: itself, billions of multiply-adds, billions of bytes. */
const partsOf = ({ multiplyAdds, trainingBytes, batch }: Measured): readonly [number, number, number] => [
  1,
  (3 * multiplyAdds * batch) / 1e9,
  trainingBytes / 1e9,
];

/** Sets of parts that may explain what was measured, all three first. */
const EXPLANATIONS: readonly (readonly number[])[] = [[0, 1, 2], [0, 1], [0, 2], [1, 2], [0], [1], [2]];

/**
 * The speed at which three measured steps take just as long as they took. Where no such speed has only positive parts, as a busy
 * machine held one step up and not another, that of fewer parts which comes nearest, by shares of each step's time: a solution
 * with a negative part that is cut off would make large networks take hours.
 */
export function fitSpeed(measured: readonly Measured[]): Speed {
  const [fit] = EXPLANATIONS.flatMap((parts) => fitOf(measured, parts)).toSorted((a, b) => a.error - b.error);
  const secondsOf = (part: number) => fit?.seconds.get(part) ?? 0;
  return {
    overheadSeconds: Math.max(1e-4, secondsOf(0)),
    multiplyAddsPerSecond: 1e9 / Math.max(1e-4, secondsOf(1)),
    bytesPerSecond: 1e9 / Math.max(1e-3, secondsOf(2)),
  };
}

interface Fit {
  /** Seconds of one, by the part. */
  readonly seconds: ReadonlyMap<number, number>;
  /** Sum of the squared shares by which steps are missed. */
  readonly error: number;
}

/** Least squares over some of the parts; none where one of them would have to be negative. */
function fitOf(measured: readonly Measured[], parts: readonly number[]): readonly Fit[] {
  const rows = new Matrix(measured.map((step) => parts.map((part) => partsOf(step)[part]! / step.seconds)));
  const wanted = Matrix.ones(measured.length, 1);
  const found = solve(rows, wanted);
  if (found.to1DArray().some((value) => !(value >= 0))) return [];
  const missed = Matrix.sub(rows.mmul(found), wanted).norm();
  return [{ seconds: new Map(parts.map((part, at) => [part, found.get(at, 0)])), error: missed ** 2 }];
}

function probe(base: number, patch: number, batch: number): { network: Network; patch: number; batch: number } {
  const decoded = unet.decode({ base, depth: 2 }, { channels: 1, classes: 3, patch: [1, patch, patch] });
  if ("illegal" in decoded) throw new StudioError("IllegalNetwork", decoded.illegal.because);
  return { network: decoded.network, patch, batch };
}
