import fc from "fast-check";
import type { Architecture } from "../core/study/architecture.ts";
import type { StudyEvent } from "../core/study/events.ts";
import { applyEvent, type Study } from "../core/study/study.ts";
import type { Outcome } from "../core/study/trial.ts";
import { newStudy, toyEvaluation, toySpec } from "./toyStudy.ts";
import { asked } from "./trialEvents.ts";

const architecture: fc.Arbitrary<Architecture> = fc.oneof(
  fc.record({ kind: fc.constant("genotype" as const), genotype: fc.nat(5) }),
  fc.constant({ kind: "network" as const, network: { id: "unet", options: {} } }),
  fc.constant({ kind: "retrained" as const, trial: 0 }),
  fc.constant({ kind: "derived" as const, genotype: 1 }),
  fc.constant({ kind: "ensemble" as const, members: [0] }),
);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((score): Outcome => {
    return { status: "finished", evaluation: toyEvaluation(score / 10, 40) };
  }),
  fc.constant<Outcome>({ status: "illegal", because: "no" }),
  fc.constant<Outcome>({ status: "cancelled" }),
);

/** A trial of any architecture, and what becomes of it; null while it runs. */
export const anyTrial = fc.record({
  stage: fc.nat(2),
  architecture,
  key: fc.constantFrom("a", "b", "c"),
  isPinned: fc.boolean(),
  outcome: fc.option(outcome),
  seconds: fc.constantFrom(0, 3),
});

const SPEC = {
  ...toySpec(),
  stages: [...toySpec().stages, ...toySpec().stages, ...toySpec().stages],
};

type TrialStory = typeof anyTrial extends fc.Arbitrary<infer S> ? S : never;

/** Its trials are asked for first and end later, in another order. */
export function eventsOf(stories: readonly TrialStory[]): readonly StudyEvent[] {
  const begun = stories.map(({ stage, architecture, key, isPinned }, trial) =>
    asked(trial, { stage, architecture, key, isPinned }),
  );
  const ended = stories.flatMap(({ outcome, seconds }, trial): readonly StudyEvent[] =>
    outcome ? [{ type: "trialEnded", trial, outcome, seconds }] : [],
  );
  return [...begun, ...ended.reverse()];
}

export const studyOf = (stories: readonly TrialStory[]): Study =>
  eventsOf(stories).reduce<Study>((study, event) => applyEvent(study, event), newStudy(SPEC));

/** What the trials of a study are counted as; rooms read these counts instead of all trials. */
export const countsOf = ({ trials, spec }: Study) => ({
  stages: spec.stages.map((_, stage) => {
    const { ids, candidates, ended, running, kinds, best, leaders, trained } = trials.stage(stage);
    return { ids: [...ids], candidates: [...candidates], ended: [...ended], running, kinds, best, leaders, trained };
  }),
  unfinished: trials.unfinished,
  ended: [...trials.ended],
  pinned: new Set(trials.pinned),
  members: trials.members,
  leaders: trials.leaders,
});
