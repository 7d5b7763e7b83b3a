import { plainStudy } from "../../testing/plainStudy.ts";
import { valueOf } from "../judging/scores.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presets } from "../../catalog/spaces/moduleTree/settings.ts";
import {
  arrayLog,
  newStudy,
  toyEvaluation,
  toyEvaluator,
  toyParts,
  toyRecipe,
  toySpec,
} from "../../testing/toyStudy.ts";
import { StudioError } from "../errors.ts";
import type { Evaluator } from "./evaluator.ts";
import { runStudy } from "./runStudy.ts";
import { applyEvent } from "../study/study.ts";
import { genotypeOf } from "../study/architecture.ts";
import { createStopper } from "./signal.ts";
import { isBaseline, isProposed, isTrainedAlone } from "../study/architecture.ts";
import type { OnnxBaseline } from "../study/onnxBaseline.ts";
import { bestTrial } from "../study/ranking.ts";
import { foldEvents } from "../study/fold.ts";
import type { Study } from "../study/study.ts";
import { type StudyEvent } from "../study/events.ts";
import { type StudySpec } from "../study/spec.ts";

const never = createStopper().signal;

async function runToEnd(
  spec: StudySpec,
  evaluator: Evaluator = toyEvaluator(),
): Promise<{ study: Study; events: readonly StudyEvent[] }> {
  const log = arrayLog();
  await log.append([{ type: "studyCreated", spec }]);
  const study = await runStudy(newStudy(spec), toyParts(evaluator, log), { interrupt: never }).done;
  return { study, events: log.events };
}

/** What happened, without where the runs were cut. */
const story = (events: readonly StudyEvent[]) => foldEvents(events)!.trials.map((trial) => ({ ...trial, attempts: 0 }));

test("runs to the budget, asks every candidate once and tells what it found", async () => {
  const { study, events } = await runToEnd(toySpec());
  expect(study.trials.map(({ status }) => status)).toEqual(Array(6).fill("finished"));
  expect(new Set(study.trials.map(({ key }) => key)).size).toBe(6);
  expect(bestTrial(study)).not.toBeNull();
  expect(plainStudy(foldEvents(events))).toEqual(plainStudy(study));
  expect(events.at(-1)).toEqual({ type: "runEnded", because: "done" });
});

test("what comes while the log gathers is written together, in its order and before the run is done", async () => {
  async function written(gather?: () => Promise<void>) {
    const log = arrayLog();
    let writes = 0;
    const counted = { append: (events: readonly StudyEvent[]) => (writes++, log.append(events)) };
    const parts = { ...toyParts(toyEvaluator(), log), log: counted };
    await runStudy(newStudy(toySpec()), parts, { interrupt: never, ...(gather && { gather }) }).done;
    return { events: log.events, writes };
  }
  const atOnce = await written();
  const gathered = await written(() => new Promise((resolve) => setTimeout(resolve, 20)));
  expect(gathered.events).toEqual(atOnce.events);
  expect(gathered.writes).toBeLessThan(atOnce.writes);
});

test("the same seed gives the same study, another seed another one", async () => {
  const keys = async (seed: number) => (await runToEnd(toySpec({}, seed))).study.trials.map(({ key }) => key);
  expect(await keys(3)).toEqual(await keys(3));
  expect(await keys(3)).not.toEqual(await keys(4));
});

test("interrupted anywhere and resumed, a study with one slot has the story of an uninterrupted one", async () => {
  const spec = toySpec({
    trials: 4,
    recipe: { ...toyRecipe, pruners: [{ id: "median", options: { trials: 1, warmUp: 20 } }] },
  });
  const whole = await runToEnd(spec);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (cutAfter) => {
      const log = arrayLog();
      await log.append([{ type: "studyCreated", spec }]);
      const evaluator = toyEvaluator();
      const stopper = createStopper();
      let reports = 0;
      const onEvent = (event: StudyEvent) => {
        if (event.type === "trialReported" && ++reports === cutAfter) stopper.stop("closed");
      };
      await runStudy(newStudy(spec), toyParts(evaluator, log), { interrupt: stopper.signal, onEvent }).done;
      await runStudy(foldEvents(log.events)!, toyParts(evaluator, log), { interrupt: never }).done;
      expect(story(log.events)).toEqual(story(whole.events));
    }),
    { numRuns: 20 },
  );
});

test("a log cut after any line resumes to the same story: lines past the last checkpoint are told again, not twice", async () => {
  const spec = toySpec({ trials: 3 });
  const { events } = await runToEnd(spec);
  for (let cut = 1; cut < events.length; cut++) {
    const log = arrayLog();
    await log.append(events.slice(0, cut));
    await runStudy(foldEvents(log.events)!, toyParts(toyEvaluator(), log), { interrupt: never }).done;
    expect(story(log.events)).toEqual(story(events));
  }
});

describe("failures end a trial, never a study", () => {
  const failing = (name: ConstructorParameters<typeof StudioError>[0]) =>
    toyEvaluator(1, (trial, step) => {
      if (trial === 1 && step === 20) throw new StudioError(name, `the ${name} sentence`);
    });

  test.each([
    ["NotANumber", "failed"],
    ["DeviceLost", "failed"],
    ["OutOfMemory", "outOfMemory"],
  ] as const)("%s makes the trial %s, with the sentence", async (name, status) => {
    const { study } = await runToEnd(toySpec(), failing(name));
    expect(study.trials.at(1)!.status).toBe(status);
    expect(JSON.stringify(study.trials.at(1))).toContain(`the ${name} sentence`);
    expect(study.trials.filter(({ status: other }) => other === "finished")).toHaveLength(5);
  });

  test("a crashed worker's trial is started again from its checkpoint, three times at most", async () => {
    const once = toyEvaluator(1, (trial, step, attempt) => {
      if (trial === 1 && step === 30 && attempt === 1) throw new StudioError("WorkerCrashed", "gone");
    });
    const { study } = await runToEnd(toySpec(), once);
    expect(study.trials.at(1)).toMatchObject({ status: "finished", attempts: 2 });
    expect(study.trials.at(1)!.curve.map(({ step }) => step)).toEqual([10, 20, 30, 40]);

    const always = toyEvaluator(1, (trial) => {
      if (trial === 1) throw new StudioError("WorkerCrashed", "gone again");
    });
    const poisoned = await runToEnd(toySpec(), always);
    expect(poisoned.study.trials.at(1)).toMatchObject({
      status: "failed",
      attempts: 3,
      error: { message: "gone again" },
    });
  });

  test("a worker that dies before it begins is not started for ever", async () => {
    let starts = 0;
    const dead: Evaluator = {
      slots: 1,
      device: "toy",
      settle: () => Promise.resolve(),
      isKept: () => Promise.resolve(true),
      choose: () => Promise.reject(new Error("not asked")),
      score: () => Promise.reject(new Error("not asked")),
      evaluate: () => Promise.reject(new StudioError("WorkerCrashed", `start ${++starts}`)),
    };
    const { study } = await runToEnd(toySpec({ trials: 2 }), dead);
    expect(study.trials.map(({ status }) => status)).toEqual(["failed", "failed"]);
    expect(starts).toBe(6);
  });

  test("a candidate over the memory cap is turned down before it is built", async () => {
    const evaluator = toyEvaluator();
    const { study } = await runToEnd(toySpec({ memoryCap: 1000 }), evaluator);
    expect(study.trials.every(({ status }) => status === "outOfMemory")).toBe(true);
    expect(JSON.stringify(study.trials.at(0))).toMatch(/needs \d.* MB, the cap is 1\.0 kB/);
    expect(evaluator.trained).toEqual([]);
  });

  test("a full disk stops the run with its message and keeps what was written", async () => {
    const spec = toySpec();
    const log = arrayLog();
    const full = {
      append: (events: readonly StudyEvent[]) =>
        log.events.length > 8 ? Promise.reject(new StudioError("DiskFull", "No room left.")) : log.append(events),
    };
    await expect(runStudy(newStudy(spec), toyParts(toyEvaluator(), full), { interrupt: never }).done).rejects.toThrow(
      "No room left.",
    );
    expect(log.events.length).toBe(9);
  });
});

test("a pruned trial keeps the scores it was judged by", async () => {
  const { study } = await runToEnd(
    toySpec({ recipe: { ...toyRecipe, pruners: [{ id: "threshold", options: { below: 0.35, step: 20 } }] } }),
  );
  const pruned = study.trials.filter((trial) => trial.status === "pruned");
  expect(pruned.length).toBeGreaterThan(0);
  for (const trial of pruned) {
    expect(trial.because).toMatch(/^mean IoU under 0\.35 at step \d+$/);
    expect(valueOf(trial.evaluation.scores, "meanIou")).toBeLessThan(0.35);
  }
});

test("members that are given are trained before any is proposed, and count as proposals", async () => {
  const { study: proposed } = await runToEnd(toySpec({ trials: 2 }, 7));
  const given = proposed.trials.map(genotypeOf);
  const { study } = await runToEnd(toySpec({ trials: 3, given }));
  expect(study.trials.map(genotypeOf).slice(0, 2)).toEqual(given);
  expect(study.trials.map(({ reason }) => reason.text === "A network that was brought along.")).toEqual([
    true,
    true,
    false,
  ]);
});

test("a member that is queued while a search runs, or after it, is trained next, once, and makes the search one longer", async () => {
  const { study: other } = await runToEnd(toySpec({ trials: 2 }, 7));
  const [first, second] = other.trials.map(genotypeOf);
  const log = arrayLog();
  const run = runStudy(newStudy(toySpec({ trials: 3 })), toyParts(toyEvaluator(), log), {
    interrupt: never,
    onEvent(event) {
      if (event.type === "trialStarted" && event.trial === 1)
        void run.record({ type: "memberQueued", stage: 0, genotype: first });
    },
  });
  const study = await run.done;
  expect(study.trials).toHaveLength(4);
  expect(study.trials.at(2)).toMatchObject({ label: "3", reason: { text: "Put into the search by hand." } });
  expect(genotypeOf(study.trials.at(2)!)).toEqual(first);
  const queued = [second, first].reduce<typeof study>(
    (before, genotype) => applyEvent(before, { type: "memberQueued", stage: 0, genotype }),
    study,
  );
  const longer = await runStudy(queued, toyParts(toyEvaluator(), log), { interrupt: never }).done;
  expect(longer.trials).toHaveLength(6);
  expect(genotypeOf(longer.trials.at(4)!)).toEqual(second);
  expect(longer.trials.map(({ reason }) => reason.text).filter((text) => text.includes("by hand"))).toHaveLength(2);
});

test("baselines come first, pinned, and do not use up the budget", async () => {
  const { study } = await runToEnd(toySpec({ baselines: [{ id: "unet", options: { base: 4, depth: 2 } }] }));
  expect(study.trials.at(0)).toMatchObject({ label: "U-Net", isPinned: true, architecture: { kind: "network" } });
  expect(study.trials).toHaveLength(7);
});

test("one trial can be cancelled, a run can be limited, and finishing lets the running trials end", async () => {
  const spec = toySpec();
  const log = arrayLog();
  const run = runStudy(newStudy(spec), toyParts(toyEvaluator(), log), {
    interrupt: never,
    limit: 2,
    onEvent: (event) => {
      if (event.type === "trialReported" && event.trial === 0) run.cancelTrial(0);
    },
  });
  const study = await run.done;
  expect(study.trials.map(({ status }) => status)).toEqual(["cancelled", "finished"]);

  let isFinishing = false;
  const finished = await runStudy(study, toyParts(toyEvaluator(2), log), {
    interrupt: never,
    isFinishing: () => isFinishing,
    onEvent: (event) => (isFinishing ||= event.type === "trialReported"),
  }).done;
  expect(finished.trials.map(({ status }) => status)).toEqual(["cancelled", "finished", "finished", "finished"]);
});

test("a network that is already training is not trained beside itself", async () => {
  const tiny = presets[0]!.settings;
  const one = {
    ...tiny,
    kernels: [[4, 4], null, null, null],
    blocks: [[1, 1], null, null, null],
    layers: [[1, 1], null, null, null],
    penalty: [[-11, -11], null, null, null],
    poolings: ["max"],
    activations: ["relu"],
  };
  const evaluator = toyEvaluator(3);
  const { study } = await runToEnd(toySpec({ space: { id: "module-tree", settings: one }, trials: 5 }), evaluator);
  expect(evaluator.trained).toEqual([0]);
  expect(study.trials.map(({ status }) => status)).toEqual(["finished", ...Array<string>(4).fill("memoised")]);
});

/** The second candidate drawn is the first once more. */
const SEED_THAT_REPEATS = 2;

test("a candidate that waits for its twin holds no slot", async () => {
  let [training, most] = [0, 0];
  const evaluator = toyEvaluator(2);
  const counting: Evaluator = {
    ...evaluator,
    slots: 2,
    evaluate: async (...job) => {
      most = Math.max(most, ++training);
      return evaluator.evaluate(...job).finally(() => training--);
    },
  };
  const tiny = presets[0]!.settings;
  const two = {
    ...tiny,
    kernels: [[4, 4], null, null, null],
    blocks: [[1, 1], null, null, null],
    layers: [[1, 1], null, null, null],
    penalty: [[-11, -11], null, null, null],
    poolings: ["max"],
    activations: ["relu", "elu"],
  };
  const { study } = await runToEnd(
    toySpec({ space: { id: "module-tree", settings: two }, trials: 12 }, SEED_THAT_REPEATS),
    counting,
  );
  const trained = study.trials.filter(({ status }) => status === "finished");
  expect(new Set(trained.map(({ key }) => key)).size).toBe(trained.length);
  expect(trained.length + study.trials.filter(({ status }) => status === "memoised").length).toBe(12);
  const [first, second] = trained;
  expect(second!.id).toBeGreaterThan(first!.id + 1);
  expect(most).toBe(2);
});

test("two slots finish the same candidates as one", async () => {
  const one = await runToEnd(toySpec());
  const two = await runToEnd(toySpec(), toyEvaluator(2));
  expect(two.study.trials.map(({ key, status }) => [key, status])).toEqual(
    one.study.trials.map(({ key, status }) => [key, status]),
  );
});

describe("networks of ONNX files", () => {
  const zoo: OnnxBaseline = {
    name: "zoo",
    sha256: "a".repeat(64),
    normalisation: "zscore",
    scale: { mean: 168, deviation: 80 },
    order: [1, 0],
  };

  /** The toy, which scores files too and says by what. */
  function scoring(fails = false): { readonly evaluator: Evaluator; readonly scored: unknown[] } {
    const scored: unknown[] = [];
    const toy = toyEvaluator();
    const evaluator: Evaluator = {
      ...toy,
      score(team, part, signal) {
        if (!team.members.some((member) => "file" in member)) return toy.score(team, part, signal);
        scored.push({ members: team.members, part });
        return fails
          ? Promise.reject(new StudioError("NotFound", "The ONNX file is not with the study."))
          : Promise.resolve(toyEvaluation(0.6, 0));
      },
    };
    return { evaluator, scored };
  }

  test("are scored before what is proposed, as they are, and tested with the best", async () => {
    const spec = toySpec({ trials: 2, baselines: [{ id: "unet", options: {} }], onnxBaselines: [zoo] });
    const { evaluator, scored } = scoring();
    const tested = { ...spec, stages: [...spec.stages, { kind: "test", from: [0] } as const] };
    const { study, events } = await runToEnd(tested, evaluator);
    expect(study.trials.map(({ label }) => label)).toEqual(["U-Net", "zoo", "1", "2"]);
    const trial = study.trials.at(1)!;
    expect(trial).toMatchObject({ status: "finished", isPinned: true, cost: null, curve: [] });
    expect([isBaseline(trial), isProposed(trial), isTrainedAlone(trial)]).toEqual([true, false, false]);
    const member = { trial: 1, label: "zoo", count: 1, file: zoo, scale: { mean: 1, deviation: 2 } };
    expect(scored).toEqual([
      { members: [member], part: "validation" },
      { members: [member], part: "test" },
    ]);
    expect(trial.test).not.toBeNull();
    expect(plainStudy(foldEvents(events))).toEqual(plainStudy(study));
  });

  test("join a study that is done, and are scored when it goes on", async () => {
    const { study, events } = await runToEnd(toySpec({ trials: 1 }));
    const { evaluator, scored } = scoring();
    const added = { type: "onnxBaselineAdded", stage: 0, network: zoo } as const;
    const more = foldEvents([...events, added, added])!;
    const ended = await runStudy(more, toyParts(evaluator, arrayLog()), { interrupt: never }).done;
    expect(ended.trials.map(({ label }) => label)).toEqual(["1", "zoo", "zoo 2"]);
    expect(scored).toHaveLength(2);
    expect(study.trials.length).toBe(1);
  });

  test("that are lost fail alone, and say so", async () => {
    const { evaluator } = scoring(true);
    const { study } = await runToEnd(toySpec({ trials: 1, onnxBaselines: [zoo] }), evaluator);
    expect(study.trials.at(0)).toMatchObject({ status: "failed", error: { name: "NotFound" } });
    expect(study.trials.at(1)).toMatchObject({ label: "1", status: "finished" });
  });

  test("that were interrupted are scored again", async () => {
    const spec = toySpec({ trials: 1, onnxBaselines: [zoo] });
    const stopper = createStopper();
    const log = arrayLog();
    await log.append([{ type: "studyCreated", spec }]);
    const waiting: Evaluator = {
      ...toyEvaluator(),
      score: (_, __, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new StudioError("Cancelled", "Stopped.")));
          stopper.stop("closed");
        }),
    };
    const cut = await runStudy(newStudy(spec), toyParts(waiting, log), { interrupt: stopper.signal }).done;
    expect(cut.trials.at(0)!.status).toBe("running");
    const { evaluator } = scoring();
    const ended = await runStudy(foldEvents(log.events)!, toyParts(evaluator, log), { interrupt: never }).done;
    expect(ended.trials.map(({ status }) => status)).toEqual(["finished", "finished"]);
  });
});

test("begins more at once when machines join while it runs, and logs who tried a trial and what it took there", async () => {
  const log = arrayLog();
  let tell: () => void = () => undefined;
  let slots = 1;
  let most = 0;
  const running = new Set<number>();
  const ends: (() => void)[] = [];
  const evaluator: Evaluator = {
    ...toyEvaluator(),
    get slots() {
      return slots;
    },
    onMoreSlots: (listener) => (tell = listener),
    async evaluate({ trial }, hooks) {
      running.add(trial);
      most = Math.max(most, running.size);
      hooks.started("gpu", 0, { worker: "heron", attempt: 2 });
      if (running.size < 3) await new Promise<void>((resolve) => ends.push(resolve));
      else for (const end of ends) end();
      running.delete(trial);
      hooks.took?.(7);
      return toyEvaluation(0.5, 40);
    },
  };
  const { done } = runStudy(newStudy(toySpec({ trials: 3 })), toyParts(evaluator, log), { interrupt: never });
  await new Promise((resolve) => setTimeout(resolve));
  expect(most).toBe(1);
  slots = 3;
  tell();
  const study = await done;
  expect(most).toBe(3);
  expect(study.trials.map(({ seconds }) => seconds)).toEqual([7, 7, 7]);
  expect(log.events.find(({ type }) => type === "trialStarted")).toEqual({
    ...{ type: "trialStarted", trial: 0, device: "gpu", fromStep: 0, worker: "heron", attempt: 2 },
  });
});
