import { describe, expect, test } from "vitest";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { expectResumable } from "../../testing/expectResumable.ts";
import { scoresOfSeeds } from "../judging/retrainingControl.ts";
import { correctionRecords } from "../judging/correctionRecords.ts";
import { phasesOf } from "../space/phases.ts";
import type { Candidate } from "../run/evaluator.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { repeatOf } from "../study/architecture.ts";
import type { CorrectionRound } from "../study/correctionRound.ts";
import { bestTrial } from "../study/ranking.ts";
import { applyEvent, type Study } from "../study/study.ts";
import { trialsOf } from "../study/trials.ts";
import { correctStage } from "./correct.ts";
import { correctedNext, correctedSlices, proposalOf } from "./correcting.ts";
import { copiedStages } from "./edits.ts";
import type { Stage } from "./index.ts";
import { keptTrials } from "./keptTrials.ts";
import { correctingStage, currentStage } from "./stages.ts";

const round = (from: number, changed: number): CorrectionRound => ({
  slices: { from, to: from + 1 },
  mode: "negative",
  raw: "a".repeat(64),
  corrected: "b".repeat(64),
  ...{ changed, missed: changed, invented: 0 },
});
const search = { ...toySearch, trials: 3 };
const spec = (stage: Stage = correctStage({ bestOf: 0 })) => ({ ...toySpec(), stages: [search, stage] });

async function run(study: Study) {
  const candidates: Candidate[] = [];
  const evaluator = toyEvaluator();
  const evaluate: typeof evaluator.evaluate = (candidate, ...rest) => {
    candidates.push(candidate as Candidate);
    return evaluator.evaluate(candidate, ...rest);
  };
  const parts = toyParts({ ...evaluator, evaluate }, arrayLog());
  const ended = await runStudy(study, parts, { interrupt: createStopper().signal }).done;
  return { study: ended, candidates };
}

const corrected = (study: Study, ...rounds: readonly CorrectionRound[]): Study =>
  rounds.reduce((before, each) => applyEvent(before, { type: "slicesCorrected", stage: 1, round: each }), study);

describe("a stage of corrections", () => {
  test("settles on the best and is done until something is corrected; every round is one more training", async () => {
    const { study: searched } = await run(newStudy(spec()));
    expect(currentStage(searched)).toBeNull();
    const best = bestTrial(searched, { stage: 0 })!;
    expect(searched.sources[1]).toEqual([best.id]);
    expect(correctingStage(searched, best.id)).toBe(1);

    const { study, candidates } = await run(corrected(searched, round(2, 40)));
    const [first] = trialsOf(study, 1);
    expect(first).toMatchObject({ label: `${best.label} corrected`, status: "finished" });
    expect(repeatOf(first!)).toBe(best.id);
    expect(candidates).toHaveLength(1);
    expect(candidates[0]!.corrections).toEqual({ rounds: [round(2, 40)], scale: 100 });
    expect(candidates[0]!.beginnings).toEqual({ [best.label]: best.id });
    expect(phasesOf(candidates[0]!.recipe).map(({ from }) => from)).toEqual([{ trial: best.label, paths: { "": "" } }]);
    expect(correctingStage(study, first!.id)).toBe(1);
    // A round begins with weights that were trained: it is no seed of the network, and says nothing of luck.
    expect(scoresOfSeeds(study)(best)).toHaveLength(1);
  });

  test("begins a round with the weights of the one before, and learns from all of them", async () => {
    const noisy = { ...correctStage({ bestOf: 0 }), noise: 0.1, scale: 7 };
    const { study: searched } = await run(newStudy(spec(noisy)));
    const { study, candidates } = await run(corrected(searched, round(2, 40), round(3, 30)));
    const [first, second] = trialsOf(study, 1);
    expect(candidates.map(({ corrections }) => corrections?.rounds.length)).toEqual([1, 2]);
    expect(candidates[1]!.beginnings).toEqual({ [first!.label]: first!.id });
    expect(phasesOf(candidates[1]!.recipe)[0]!.from).toMatchObject({ trial: first!.label, noise: 0.1 });
    expect(second!.label).toBe(`${first!.label} 2`);
    expect([...keptTrials(study)]).toEqual(expect.arrayContaining([searched.sources[1]![0], second!.id]));
    const records = correctionRecords(study, 1);
    expect(records.map(({ number, changed }) => [number, changed])).toEqual([
      [1, 40],
      [2, 30],
    ]);
    expect(records[1]!.before).toBe(records[0]!.after);
    expect(records[1]!.from?.id).toBe(first!.id);
  });

  test("holds what is being corrected until it is a round, or is left; it is of the last round's trial", async () => {
    const { study: searched } = await run(newStudy(spec()));
    const best = bestTrial(searched, { stage: 0 })!;
    expect(correctedNext(searched, 1).id).toBe(best.id);
    expect(() => correctedNext(newStudy(spec()), 1)).toThrow("No network was asked for.");
    expect(() => correctedNext(searched, 0)).toThrow(/corrects no slices/);
    const proposal = { slices: { from: 2, to: 3 }, trial: best.id, raw: "c".repeat(64) };
    const proposed = applyEvent(searched, { type: "slicesProposed", stage: 1, proposal });
    expect(proposalOf(proposed, 1)).toEqual(proposal);
    const left = applyEvent(proposed, { type: "slicesProposed", stage: 1, proposal: null });
    expect(left.spec).toEqual(searched.spec);
    expect(currentStage(proposed)).toBeNull();
    const { study } = await run(corrected(proposed, round(2, 40)));
    expect(() => proposalOf(study, 1)).toThrow(/No slices are being corrected/);
    expect(correctedNext(study, 1).id).toBe(trialsOf(study, 1)[0]!.id);
    expect(correctedSlices(study.spec.stages[1]!)).toEqual([{ from: 2, to: 3 }]);
    expect(copiedStages(proposed.spec.stages)[1]).toEqual(correctStage({ bestOf: 0 }));
  });

  test("is resumed after any event with the same trials", async () => {
    const { study: searched } = await run(newStudy(spec()));
    await expectResumable(corrected(searched, round(2, 40), round(3, 30)).spec, 20);
  });

  test("goes into another study without what was corrected, whose masks lie in this one", () => {
    const study = corrected(newStudy(spec()), round(2, 40));
    expect(copiedStages(study.spec.stages)[1]).toEqual(correctStage({ bestOf: 0 }));
  });
});
