import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTrial, countsOf, eventsOf } from "../../testing/anyTrials.ts";
import { plainStudy } from "../../testing/plainStudy.ts";
import { toySpec } from "../../testing/toyStudy.ts";
import { asked } from "../../testing/trialEvents.ts";
import type { StudyEvent } from "./events.ts";
import { createFold } from "./fold.ts";
import { applyEvent, type Study } from "./study.ts";

const SPEC = { ...toySpec(), stages: [...toySpec().stages, ...toySpec().stages, ...toySpec().stages] };

/** About no trial, so that what is known of trials so far is put together before it. */
const between = fc.constantFrom<StudyEvent>(
  { type: "renamed", name: "other" },
  { type: "stageBegan", stage: 0, sources: [] },
  {
    type: "stagesChanged",
    stages: [{ ...toySpec().stages[0]!, objective: { metric: "dice", goal: "minimise" } } as never],
  },
);

test("events taken in together come to the study that they come to one by one, whenever it is asked for", () => {
  const scripts = fc.record({
    stories: fc.array(anyTrial, { maxLength: 20 }),
    others: fc.array(fc.tuple(fc.nat(60), between), { maxLength: 3 }),
    looks: fc.array(fc.nat(60), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(scripts, ({ stories, others, looks }) => {
      const events: StudyEvent[] = [{ type: "studyCreated", spec: SPEC }, ...eventsOf(stories)];
      for (const [place, event] of others) events.splice(1 + (place % events.length), 0, event);
      const fold = createFold();
      let study: Study | null = null;
      for (const [at, event] of events.entries()) {
        study = applyEvent(study, event);
        fold.take(event);
        if (looks.includes(at)) expect(plainStudy(fold.study())).toEqual(plainStudy(study));
      }
      expect(plainStudy(fold.study())).toEqual(plainStudy(study));
      expect(countsOf(fold.study()!)).toEqual(countsOf(study!));
    }),
  );
});

test("an event that contradicts those before it is left out, and said", () => {
  const fold = createFold();
  expect(() => fold.take({ type: "trialPinned", trial: 0, isPinned: true })).toThrow('must begin with "studyCreated"');
  fold.take({ type: "studyCreated", spec: SPEC });
  fold.take(asked(0));
  const before = plainStudy(fold.study());
  expect(() => fold.take({ type: "trialPinned", trial: 1, isPinned: true })).toThrow("never asked for");
  expect(() => fold.take(asked(3))).toThrow("trial 3 where trial 1 comes next");
  expect(plainStudy(fold.study())).toEqual(before);
});
