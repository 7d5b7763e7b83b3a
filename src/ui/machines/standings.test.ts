import { expect, test } from "vitest";
import type { MachineStanding, Standing, TrialStanding } from "../../remote/watching/standing.ts";
import { EMPTY_STANDING } from "../../testing/emptyStanding.ts";
import { bySize, byTime, frontOf, minutesLeft, stateOf } from "./standings.ts";

const trial = (id: number, changes: Partial<TrialStanding> = {}): TrialStanding => ({
  ...{ id, label: String(id), isBaseline: false, status: "finished", score: 0.5, parameters: 100 },
  ...{ machine: "otter", endedAt: 1_000 * id, ...changes },
});
const study = (...trials: readonly TrialStanding[]) => ({ ...EMPTY_STANDING, planned: 10, trials });

test("the front holds what no smaller network beats", () => {
  const points = bySize(
    study(
      trial(1, { parameters: 300, score: 0.6 }),
      trial(2, { parameters: 100, score: 0.5 }),
      trial(3, { parameters: 200, score: 0.4 }),
      trial(4, { parameters: 50, score: 0.1, status: "running" }),
      trial(5, { score: null }),
    ),
  );
  expect(points.map((point) => point.trial.id)).toEqual([1, 2, 3]);
  expect(frontOf(points).map((point) => point.trial.id)).toEqual([2, 1]);
});

test("by time stand networks that ended, and none that was only handed on", () => {
  const running = trial(1, { status: "running" });
  expect(byTime(study(trial(3), running, trial(2))).map((point) => point.trial.id)).toEqual([2, 3]);
});

test("the time that is left follows from how fast networks ended", () => {
  const span = (to: number, end: "finished" | "left") => ({ machine: "otter", trial: 1, from: 0, to, end });
  const three = study(trial(1), trial(2), trial(3));
  const spans = [span(60_000, "finished"), span(90_000, "left"), span(120_000, "finished"), span(180_000, "finished")];
  // A minute each, and seven of ten to come.
  expect(minutesLeft({ study: three, spans, now: 180_000 })).toBe(7);
  expect(minutesLeft({ study: three, spans: spans.slice(0, 2), now: 180_000 })).toBeNull();
});

test("a machine's state is the most urgent thing about it", () => {
  const training = { trial: 63, attempt: 1, step: 1, steps: 2, stepsPerSecond: 1, renewedAt: 0 };
  const machine: MachineStanding = {
    ...{ name: "otter", device: "simd", cores: 1, slots: 1, isBrowser: true, isPaused: false },
    ...{ seenAt: 100_000, finished: 0, lost: 0, trains: [] },
  };
  const at = (changes: Partial<MachineStanding>, isFrozen = false) =>
    stateOf({ ...machine, ...changes }, { now: 100_000, lockMs: 30_000, isFrozen } as Standing);
  expect(at({})).toBe("Waiting");
  expect(at({}, true)).toBe("Frozen");
  expect(at({ trains: [training] })).toBe("Training");
  expect(at({ trains: [{ ...training, attempt: 2 }] })).toBe("Took up 63");
  expect(at({ trains: [training], seenAt: 84_000 })).toBe("Slow to answer");
  expect(at({ trains: [training], isPaused: true })).toBe("Draining");
  expect(at({ isPaused: true })).toBe("Paused");
});
