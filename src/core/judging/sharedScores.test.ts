import { describe, expect, test } from "vitest";
import { presets } from "../../catalog/spaces/autosegnet/settings.ts";
import {
  arrayLog,
  newStudy,
  toyEvaluation,
  toyEvaluator,
  toyParts,
  toyRecipe,
  toySpec,
} from "../../testing/toyStudy.ts";
import { createRandom } from "../random.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import type { Stage } from "../stages/index.ts";
import { progressOf } from "../stages/stages.ts";
import { expectedMaximum, rankCorrelationOf } from "../statistics.ts";
import { genotypeOf, isControl } from "../study/architecture.ts";
import { ranking } from "../study/ranking.ts";
import type { Study } from "../study/study.ts";
import { TrialList } from "../study/trialList.ts";
import { trialsOf } from "../study/trials.ts";
import { sharedScoresOf } from "./sharedScores.ts";

const stages: readonly Stage[] = [
  {
    kind: "supernet",
    space: { id: "autosegnet", settings: presets[2]!.settings },
    controller: { id: "reinforce", options: {} },
    recipe: toyRecipe,
    ...{ warmUp: 0, updates: 1, reward: "meanIou", samples: 100, keep: 2, probes: 4, memoryCap: 1e10 },
  },
  { kind: "retrain", source: { bestOf: 0 }, times: 3, recipe: { steps: 20 }, controls: 5 },
  { kind: "retrain", source: { bestOf: 0 }, times: 1, recipe: { patch: [1, 128, 128], batch: 1 } },
];
const spec = { ...toySpec(), stages };
const run = (): Promise<Study> =>
  runStudy(newStudy(spec), toyParts(toyEvaluator(), arrayLog()), { interrupt: createStopper().signal }).done;

/** The study with other scores, by the label of a trial and its number behind it: "Probe 2" was trained as "Random 2". */
function scored(study: Study, score: (label: string, number: number) => number): Study {
  const trials = study.trials.map((trial) => {
    const number = Number(/ (\d+)$/.exec(trial.label)?.[1] ?? 1);
    return trial.status === "finished" ? { ...trial, evaluation: toyEvaluation(score(trial.label, number), 1) } : trial;
  });
  return { ...study, trials: TrialList.of(trials, ranking(study)) };
}

describe("scores by shared weights", () => {
  test("are taken of random members too, which a retraining trains as its first controls", async () => {
    const study = await run();
    expect(trialsOf(study, 0).map(({ architecture }) => architecture.kind)).toEqual([
      ...["supernet", "derived", "derived"],
      ...["probe", "probe", "probe", "probe"],
    ]);
    const probes = trialsOf(study, 0).slice(3).map(genotypeOf);
    const controls = trialsOf(study, 1).filter(isControl).map(genotypeOf);
    expect(controls).toHaveLength(5);
    expect(controls.slice(0, 4)).toEqual(probes);
    const { done, planned } = progressOf(study);
    expect(done).toBe(planned);
  });

  test("are held against those of own training: the derived network, and every probe", async () => {
    const study = await run();
    const found = sharedScoresOf(study, 0)!;
    expect(found.members).toHaveLength(5);
    expect(found.correlation).toBe(
      rankCorrelationOf(
        found.members.map(({ shared }) => shared),
        found.members.map(({ own }) => own),
      ),
    );
    expect(found.entropy).toBeCloseTo(1, 6);
    expect(sharedScoresOf(newStudy(spec), 0)).toBeNull();
  });

  const about = (label: string): number => createRandom("about", label).between(-0.002, 0.002);
  const isAgain = (label: string): boolean => label.includes("again");

  test("that rank networks as training does, which differ more than seeds do, say that the search can have helped", async () => {
    const study = scored(await run(), (label, number) =>
      isAgain(label) ? 0.9 + about(label) : label.startsWith("Derived") ? 0.9 : 0.6 + 0.03 * number,
    );
    const { sentence, gain, correlation, spread } = sharedScoresOf(study, 0)!;
    expect(correlation).toBeCloseTo(1, 12);
    expect(gain).toBeCloseTo(expectedMaximum(100) * spread!, 12);
    expect(sentence).toMatch(/ρ = 1\.00 .* The best of 100 gains 0\.\d{3} at most: the search can have helped/);
  });

  test("of a flat space say that nobody could see it help, whatever the controller learnt", async () => {
    const study = scored(await run(), (label, number) =>
      isAgain(label) ? 0.7 + 10 * about(label) : 0.7 + 1e-4 * number,
    );
    expect(sharedScoresOf(study, 0)!.sentence).toMatch(/cannot tell from seeds: nobody could see the search help/);
  });

  test("that rank networks the other way round say that it could not have helped", async () => {
    const study = scored(await run(), (label, number) =>
      isAgain(label) ? 0.4 + about(label) : 0.6 + (label.startsWith("Random") ? -0.02 : 0.02) * number,
    );
    const { correlation, gain, sentence } = sharedScoresOf(study, 0)!;
    expect(correlation).toBeLessThan(0);
    expect(gain).toBe(0);
    expect(sentence).toContain("the search could not have helped");
  });
});

test("the best of 100 lies 2.5 deviations above the mean", () => {
  expect(expectedMaximum(100)).toBeCloseTo(2.5, 1);
  expect(expectedMaximum(1)).toBeCloseTo(0, 6);
});
