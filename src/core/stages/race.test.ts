import { describe, expect, test } from "vitest";
import { expectResumable } from "../../testing/expectResumable.ts";
import {
  arrayLog,
  newStudy,
  toyEvaluation,
  toyEvaluator,
  toyParts,
  toySearch,
  toySpec,
} from "../../testing/toyStudy.ts";
import type { Candidate, Evaluator } from "../run/evaluator.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { repeatOf } from "../study/architecture.ts";
import { bestTrial } from "../study/ranking.ts";
import type { StudySpec } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import { trialsOf } from "../study/trials.ts";
import { moveStage, removeStage } from "./edits.ts";
import { leaderOf, raceOf, type RaceStage } from "./race.ts";
import { isStageDone } from "./stages.ts";

const NETWORKS = 5;
const race: RaceStage = { kind: "race", of: 0, entrants: 3, trainings: 30 };

/** How good the networks of the search are, in the order of their trials, and how far each training of one is off. */
type Scores = (source: number, again: number) => number;

function specOf(stage = race): StudySpec {
  return { ...toySpec(), stages: [{ ...toySearch, trials: NETWORKS }, stage, { kind: "test", from: [0, 1] }] };
}

async function run(scores: Scores, stage = race, slots = 1): Promise<Study> {
  const log = arrayLog();
  const trained = toyEvaluator(slots);
  const evaluator: Evaluator = {
    ...trained,
    async evaluate(candidate, ...rest) {
      await trained.evaluate(candidate, ...rest);
      const { trial } = candidate as Candidate;
      const asked = log.events.flatMap((event) => (event.type === "trialAsked" ? [event] : []));
      const own = asked.find((event) => event.trial === trial)!;
      const source = repeatOf(own);
      const again = asked.filter((event) => event.trial <= trial && repeatOf(event) === source).length;
      return toyEvaluation(source === null ? scores(trial, 0) : scores(source, again), 40);
    },
  };
  return runStudy(newStudy(specOf(stage)), toyParts(evaluator, log), { interrupt: createStopper().signal }).done;
}

/** Trainings of one network are 0.01 apart; networks a tenth. */
const clear: Scores = (source, again) => 0.3 + source / 10 + (again % 2 === 0 ? 0.005 : -0.005);
const equal: Scores = (_, again) => 0.5 + (again % 3) / 100;

describe("a race", () => {
  test("trains the best of the search in turn, and ends when one is left", async () => {
    const study = await run(clear);
    expect(study.sources[1]).toEqual([4, 3, 2]);
    const sources = trialsOf(study, 1).map(repeatOf);
    expect(sources).toEqual([4, 3, 2, 4, 3, 2, 4, 3, 2]);
    expect(raceOf(study, 1).map(({ outAfter }) => outAfter)).toEqual([null, 3, 3]);
    expect(isStageDone(study, 1)).toBe(true);
    const leader = leaderOf(raceOf(study, 1))!;
    expect(leader.source.id).toBe(4);
    // Its best training goes on to the test.
    expect(study.sources[2]).toContain(bestTrial(study, { stage: 1, kinds: ["retrained"] })!.id);
  });

  test("networks that are alike run until the trainings are spent", async () => {
    const study = await run(equal, { ...race, trainings: 14 });
    expect(trialsOf(study, 1)).toHaveLength(14);
    expect(raceOf(study, 1).every(({ outAfter }) => outAfter === null)).toBe(true);
    expect(isStageDone(study, 1)).toBe(true);
  });

  test("nobody drops out of fewer than three rounds, and no round begins before the one before is judged", async () => {
    const study = await run(clear, { ...race, trainings: 7 }, 4);
    expect(raceOf(study, 1).map(({ scores, outAfter }) => [scores.length, outAfter])).toEqual([
      [3, null],
      [2, null],
      [2, null],
    ]);
    expect(trialsOf(await run(clear, race, 4), 1)).toHaveLength(9);
  });

  test("a network that was ahead by the luck of its first training is left out again", async () => {
    const lucky: Scores = (source, again) => (source === 0 && again === 0 ? 0.99 : clear(source, again));
    const study = await run(lucky);
    expect(study.sources[1]).toEqual([0, 4, 3]);
    expect(raceOf(study, 1)[0]!.outAfter).toBe(3);
    expect(leaderOf(raceOf(study, 1))!.source.id).toBe(4);
  });

  test("says what it needs where it has fewer than two networks", async () => {
    const stages = [{ ...toySearch, trials: 1 }, race] as const;
    const { signal } = createStopper();
    const one = runStudy(newStudy({ ...toySpec(), stages }), toyParts(toyEvaluator(), arrayLog()), {
      interrupt: signal,
    });
    await expect(one.done).rejects.toThrow("Stage 2 is a race, which needs two networks that finished; stage 1 has 1.");
  });

  test("goes where its stage goes, which cannot be taken away from it", () => {
    const begun = { ...toySearch, trials: 2 };
    const stages = moveStage([begun, { ...toySearch, trials: NETWORKS }, { ...race, of: 1 }], 1, 0);
    expect(stages.at(-1)).toEqual(race);
    expect(() => removeStage(stages, 0)).toThrow(/works on the best of stage 1/);
  });

  test("killed after any event, it goes on with the same trials", async () => {
    await expectResumable(specOf(), 10);
  });
});
