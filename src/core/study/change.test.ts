import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTrial, countsOf, eventsOf } from "../../testing/anyTrials.ts";
import { plainStudy } from "../../testing/plainStudy.ts";
import { newStudy, toySpec } from "../../testing/toyStudy.ts";
import { changesSince, withChange, type StudyChange } from "./change.ts";
import type { StudyEvent } from "./events.ts";
import { applyEvent, type Study } from "./study.ts";

const SPEC = { ...toySpec(), stages: [...toySpec().stages, ...toySpec().stages, ...toySpec().stages] };

/** As it comes over the thread's border. */
const followed = (study: Study | null, parts: readonly StudyChange[]): Study | null =>
  parts.reduce((held, part) => withChange(held, structuredClone(part)), study);

test("who follows a study by its changes sees the study, whenever they are told and in whatever parts", () => {
  const scripts = fc.record({
    stories: fc.array(anyTrial, { maxLength: 20 }),
    others: fc.array(
      fc.constantFrom<StudyEvent>(
        { type: "renamed", name: "other" },
        { type: "stageBegan", stage: 0, sources: [] },
        {
          type: "stagesChanged",
          stages: [{ ...toySpec().stages[0]!, objective: { metric: "dice", goal: "minimise" } } as never],
        },
      ),
      { maxLength: 2 },
    ),
    told: fc.array(fc.nat(60), { maxLength: 5 }),
    part: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(scripts, ({ stories, others, told, part }) => {
      const events = [...eventsOf(stories), ...others];
      let study = newStudy(SPEC);
      let seen = followed(null, changesSince(null, study, part));
      let before = study;
      for (const [at, event] of events.entries()) {
        study = applyEvent(study, event);
        if (!told.includes(at) && at < events.length - 1) continue;
        const parts = changesSince(before, study, part);
        expect(parts.at(-1)!.rest).toBe(0);
        expect(parts.every(({ trials }) => trials.length <= part)).toBe(true);
        seen = followed(seen, parts);
        before = study;
      }
      expect(plainStudy(seen)).toEqual(plainStudy(study));
      expect(countsOf(seen!)).toEqual(countsOf(study));
    }),
  );
});

test("what has not changed is not told again", () => {
  const [first, ...rest] = eventsOf(fc.sample(anyTrial, { numRuns: 40, seed: 1 }));
  const before = rest
    .slice(0, -1)
    .reduce<Study>((study, event) => applyEvent(study, event), applyEvent(newStudy(SPEC), first!));
  const last = rest.at(-1)!;
  const [part] = changesSince(before, applyEvent(before, last));
  expect(part!.trials.map(({ id }) => id)).toEqual(["trial" in last ? last.trial : -1]);
  expect(changesSince(before, before)[0]!.trials).toEqual([]);
});

test("what has not changed stays the same object for who follows, and the task whatever is changed", () => {
  const study = eventsOf(fc.sample(anyTrial, { numRuns: 5, seed: 2 })).reduce<Study>(applyEvent, newStudy(SPEC));
  const seen = followed(null, changesSince(null, study))!;
  const pinned = applyEvent(study, { type: "trialPinned", trial: 0, isPinned: true });
  const after = followed(seen, changesSince(study, pinned))!;
  expect(after.spec).toBe(seen.spec);
  expect(after.points).toBe(seen.points);
  const renamed = followed(after, changesSince(pinned, applyEvent(pinned, { type: "renamed", name: "other" })))!;
  expect(renamed.spec.name).toBe("other");
  expect(renamed.spec.task).toBe(seen.spec.task);
});
