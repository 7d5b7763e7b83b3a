import { expect, test } from "vitest";
import { newStudy, toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { asked } from "../testing/trialEvents.ts";
import type { StudyEvent } from "../core/study/events.ts";
import { applyEvent, type Study } from "../core/study/study.ts";
import { gainExplained, selectionOf } from "./ensemblePlots.ts";

const objective = { metric: "meanIou", goal: "maximise" } as const;
const finished = (trial: number, score: number): StudyEvent => ({
  ...{ type: "trialEnded", trial, seconds: 1 },
  outcome: { status: "finished", evaluation: toyEvaluation(score, 40) },
});
const choose = { method: "greedy", rounds: 8, objective } as const;
const ensemble = asked(2, { label: "Ensemble", architecture: { kind: "ensemble", members: [0, 1], choose } });
const after = (...events: readonly StudyEvent[]): Study =>
  [asked(0, { label: "1" }), finished(0, 0.5), asked(1, { label: "2" }), finished(1, 0.6), ensemble, ...events].reduce(
    applyEvent,
    newStudy(toySpec()),
  );
const added = (member: number, score: number): StudyEvent => ({ type: "memberAdded", trial: 2, member, score });

test("rounds say what they added, up to where more did not help, beside the best alone", () => {
  const study = after(added(1, 0.6), added(0, 0.7), added(0, 0.65));
  expect(selectionOf(study, study.trials.at(2)!)).toEqual({
    rounds: [
      { round: 1, score: 0.6, member: "Trial 2", isTaken: true },
      { round: 2, score: 0.7, member: "Trial 1", isTaken: true },
      { round: 3, score: 0.65, member: "Trial 1", isTaken: false },
    ],
    alone: { name: "Trial 2", score: 0.6 },
  });
  expect(selectionOf(study, study.trials.at(0)!)).toBeNull();
  expect(selectionOf(after(), after().trials.at(2)!)).toBeNull();
});

test("differing explains all of a gain that grows with it, and nothing is said of two pairs", () => {
  const pair = (disagreement: number, gain: number) => ({ one: 0, other: 1, disagreement, gain });
  const of = (...pairs: readonly ReturnType<typeof pair>[]) =>
    gainExplained(after({ type: "candidatesCompared", trial: 2, pairs }).trials.at(2)!);
  expect(of(pair(0.1, 0.01), pair(0.2, 0.02), pair(0.3, 0.03))).toBeCloseTo(1, 12);
  expect(of(pair(0.1, 0.01), pair(0.2, 0.02))).toBeNull();
});
