import fc from "fast-check";
import { expect } from "vitest";
import { runStudy } from "../core/run/runStudy.ts";
import { createStopper } from "../core/run/signal.ts";
import { foldEvents } from "../core/study/fold.ts";
import type { Study } from "../core/study/study.ts";
import { type StudySpec } from "../core/study/spec.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts } from "./toyStudy.ts";

/** A study whose log is cut after any event and goes on from there ends with the trials of one that was not. */
export async function expectResumable(spec: StudySpec, runs: number): Promise<void> {
  const run = (study: Study, log: ReturnType<typeof arrayLog>) =>
    runStudy(study, toyParts(toyEvaluator(), log), { interrupt: createStopper().signal }).done;
  const story = (study: Study) => study.trials.map((trial) => ({ ...trial, attempts: 0 }));
  const log = arrayLog();
  await log.append([{ type: "studyCreated", spec }]);
  const whole = story(await run(newStudy(spec), log));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: log.events.length - 1 }), async (cut) => {
      const kept = arrayLog();
      await kept.append(log.events.slice(0, cut));
      expect(story(await run(foldEvents(kept.events)!, kept))).toEqual(whole);
      expect(story(foldEvents(kept.events)!)).toEqual(whole);
    }),
    { numRuns: runs },
  );
}
