import { expect, test } from "vitest";
import type { Trial } from "../../core/study/trial.ts";
import { toyEvaluation } from "../../testing/toyStudy.ts";
import { pruners } from "./index.ts";

const trial = (
  id: number,
  curve: readonly (readonly [step: number, meanIou: number])[],
  status: "running" | "finished" = "finished",
): Trial => ({
  id,
  stage: 0,
  label: String(id),
  architecture: { kind: "genotype", genotype: id },
  key: String(id),
  reason: { text: "" },
  cost: null,
  curve: curve.map(([step, meanIou]) => ({
    step,
    loss: 1,
    learningRate: 1e-3,
    scores: toyEvaluation(meanIou, step).scores,
  })),
  device: null,
  isPinned: false,
  seconds: 0,
  attempts: 1,
  test: null,
  ...(status === "finished" ? { status, evaluation: toyEvaluation(curve.at(-1)![1], curve.at(-1)![0]) } : { status }),
});

test("every pruner lets a first trial go on and states its reason with numbers", () => {
  for (const pruner of pruners.list)
    expect(pruner.judge({ trial: trial(0, [[10, 0.9]], "running"), others: [], metric: "meanIou" }, {})).toBeNull();
});

test("threshold: stops at the check step, not before, not above", () => {
  const judge = (step: number, meanIou: number) =>
    pruners
      .get("threshold")
      .judge(
        { trial: trial(0, [[step, meanIou]], "running"), others: [], metric: "meanIou" },
        { below: 0.3, step: 100 },
      );
  expect(judge(99, 0.1)).toBeNull();
  expect(judge(100, 0.3)).toBeNull();
  expect(judge(100, 0.29)).toBe("mean IoU under 0.30 at step 100");
});

test("median: compares the best so far with the finished trials at the same step", () => {
  const peers = [0.4, 0.5, 0.6, 0.7].map((value, id) =>
    trial(id, [
      [100, value],
      [200, 0.8],
    ]),
  );
  const judge = (curve: [number, number][], others: readonly Trial[] = peers) =>
    pruners
      .get("median")
      .judge({ trial: trial(9, curve, "running"), others, metric: "meanIou" }, { trials: 4, warmUp: 100 });
  expect(judge([[100, 0.54]])).toBe("below median 0.55 at step 100");
  expect(judge([[100, 0.56]])).toBeNull();
  expect(
    judge([
      [50, 0.9],
      [100, 0.2],
    ]),
  ).toBeNull();
  expect(judge([[100, 0.1]], peers.slice(1))).toBeNull();
  expect(judge([[90, 0.1]])).toBeNull();
});

test("median: a point of a share of the validation part is compared with nothing", () => {
  const peers = [0.4, 0.5, 0.6, 0.7].map((value, id) => trial(id, [[100, value]]));
  const judged = trial(
    9,
    [
      [50, 0.9],
      [100, 0.54],
    ],
    "running",
  );
  const [first, ...rest] = judged.curve;
  const ofShare = { ...judged, curve: [{ ...first!, share: 0.125 }, ...rest] };
  const judge = (trial: Trial, others: readonly Trial[]) =>
    pruners.get("median").judge({ trial, others, metric: "meanIou" }, { trials: 4, warmUp: 100 });
  expect(judge(judged, peers)).toBeNull();
  expect(judge(ofShare, peers)).toBe("below median 0.55 at step 100");
  const sharing = peers.map((peer) => ({ ...peer, curve: peer.curve.map((point) => ({ ...point, share: 0.125 })) }));
  expect(judge(ofShare, sharing)).toBeNull();
});

test("every pruner says from which step on it judges", () => {
  expect(pruners.get("median").judgesFrom({ trials: 4, warmUp: 75 })).toBe(75);
  expect(pruners.get("threshold").judgesFrom({ below: 0.2, step: 65 })).toBe(65);
});
