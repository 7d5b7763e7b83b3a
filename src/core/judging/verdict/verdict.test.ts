import { describe, expect, test } from "vitest";
import meanIou from "../../../catalog/metrics/meanIou.ts";
import { planCatalog } from "../../../catalog/planCatalog.ts";
import { asked, ended } from "../../../testing/trialEvents.ts";
import { toyEvaluation, toySearch, toySpec } from "../../../testing/toyStudy.ts";
import { stageEditEvent } from "../../stages/edits.ts";
import type { Stage } from "../../stages/index.ts";
import type { Architecture } from "../../study/architecture.ts";
import type { StudyEvent } from "../../study/events.ts";
import { foldEvents } from "../../study/fold.ts";
import { applyEvent, type Study } from "../../study/study.ts";
import { verdictOf } from "./verdict.ts";

interface Trained {
  readonly score: number;
  /** Scores of its network from other weights. */
  readonly again?: readonly number[];
  readonly parameters?: number;
}

/** A finished search with a baseline (the first), and stages that retrained some of it. */
function studyOf(baseline: Trained | null, candidates: readonly Trained[]): Study {
  const trained = [...(baseline ? [baseline] : []), ...candidates];
  const events: StudyEvent[] = [{ type: "studyCreated", spec: toySpec({ trials: candidates.length }) }];
  trained.forEach(({ score, parameters = 1000 }, trial) => {
    const network = baseline !== null && trial === 0;
    const cost = { parameters, multiplyAdds: 1, trainingBytes: 1 };
    events.push(
      asked(trial, {
        cost,
        ...(network && { label: "U-Net", architecture: { kind: "network", network: { id: "unet", options: {} } } }),
      }),
      ended(trial, score),
    );
  });
  let next = trained.length;
  trained.forEach(({ again = [] }, source) => {
    for (const score of again)
      events.push(asked(next, { architecture: { kind: "retrained", trial: source } }), ended(next++, score));
  });
  return foldEvents(events)!;
}
const judge = (...study: Parameters<typeof studyOf>) => verdictOf(studyOf(...study), meanIou)!;

describe("one training each", () => {
  test("a candidate that is ahead is not called better", () => {
    const { kind, sentence, more, next } = judge({ score: 0.6 }, [{ score: 0.5 }, { score: 0.7 }]);
    expect(kind).toBe("cannotTell");
    expect(sentence).toBe("Trial 3 is 0.100 ahead of U-Net, but luck may do as much, one training each.");
    expect(more).toBe(4);
    expect(next!.words).toBe("Retrain both 3 times");
    expect(next!.seconds).toBe(12);
  });

  test("a candidate behind the baseline is said to be behind", () => {
    const { sentence, evidence } = judge({ score: 0.8 }, [{ score: 0.5 }, { score: 0.7 }]);
    expect(sentence).toBe(
      "No network is shown to be better than U-Net yet: trial 3 is 0.100 behind, one training each.",
    );
    expect(evidence).toBe(
      "Difference −0.100, how sure is not known (luck with the weights is not in it). Best of 2 against one: even a tie would be no proof. About 4 more trainings would tell, or say how many more.",
    );
  });

  test("without a baseline the next candidate is what it is held against; one network alone has no verdict", () => {
    expect(judge(null, [{ score: 0.5 }, { score: 0.7 }, { score: 0.6 }]).sentence).toContain("ahead of trial 3");
    expect(verdictOf(studyOf(null, [{ score: 0.5 }]), meanIou)).toBeNull();
  });
});

describe("several trainings", () => {
  const plain = { score: 0.6, again: [0.6, 0.61, 0.59] };

  test("a difference that luck does not reach is shown, and the score a candidate was chosen by is not among its own", () => {
    const found = judge(plain, [{ score: 0.99, again: [0.7, 0.71, 0.69] }, { score: 0.1 }]);
    expect(found.kind).toBe("better");
    expect(found.difference.mean).toBeCloseTo(0.1, 10);
    expect(found.difference.trainings).toEqual([3, 4]);
    expect(found.sentence).toMatch(
      /^Trial 2 is better than U-Net: 0\.100 more mean IoU \(0\.0\d\d to 0\.1\d\d\), 3 and 4 trainings\.$/,
    );
    expect(found.next).toMatchObject({ words: "Open the test part", opensTest: true });
  });

  test("as good with fewer parameters, and worse", () => {
    const close = { score: 0.6, again: [0.6, 0.601, 0.599], parameters: 5000 };
    const small = judge(close, [{ score: 0.62, again: [0.6, 0.601, 0.599] }, { score: 0.1 }]);
    expect(small.sentence).toBe(
      "Trial 2 is as good as U-Net within 0.010 and has 20 % of its parameters, 3 and 4 trainings.",
    );
    const worse = judge(plain, [{ score: 0.61, again: [0.4, 0.41, 0.39] }, { score: 0.1 }]);
    expect(worse.sentence).toBe(
      "U-Net is better than trial 2, the best candidate: 0.200 more mean IoU, 3 and 4 trainings.",
    );
    expect(worse.next!.words).toBe("Search on, 8 more");
  });

  test("too much luck asks for as many trainings as would tell", () => {
    const found = judge(plain, [{ score: 0.7, again: [0.56, 0.66, 0.61] }, { score: 0.1 }]);
    expect(found.kind).toBe("cannotTell");
    expect(found.more).toBeGreaterThan(10);
    expect(found.evidence).toMatch(/trainings differ by 0\.0\d\d\)\. About \d+ more trainings would tell\.$/);
  });
});

describe("what a stage has trained beside networks of the literature", () => {
  const scores = { found: [0.7, 0.71, 0.69], unet: [0.6, 0.61, 0.59], pspnet: [0.4, 0.41, 0.39], random: [0.9] };

  /** One search, and a stage that trained its best, two baselines and a random member. */
  function compared({ found, unet, pspnet, random }: typeof scores): Study {
    const network = (id: string): Architecture => ({ kind: "network", network: { id, options: {} } });
    const rows: readonly (readonly [string, Architecture, readonly number[]])[] = [
      ["1 again", { kind: "retrained", trial: 1 }, found],
      ["U-Net", network("unet"), unet],
      ["PSPNet", network("pspnet"), pspnet],
      ["Random", { kind: "control", genotype: {} }, random],
    ];
    const stage: Stage = {
      kind: "retrain",
      source: { trial: 1 },
      times: 3,
      baselines: [
        { id: "unet", options: {} },
        { id: "pspnet", options: {} },
      ],
      controls: 1,
    };
    const trained = rows.flatMap(([label, architecture, each]) =>
      each.map((score, at) => ({ label: at > 0 ? `${label} ${at + 1}` : label, architecture, score })),
    );
    return foldEvents([
      { type: "studyCreated", spec: { ...toySpec({ trials: 2 }), stages: [{ ...toySearch, trials: 2 }, stage] } },
      ...[asked(0), ended(0, 0.3), asked(1), ended(1, 0.95)],
      { type: "stageBegan", stage: 1, sources: [1] },
      ...trained.flatMap(({ score, ...rest }, at) => [asked(at + 2, { stage: 1, ...rest }), ended(at + 2, score)]),
    ])!;
  }

  test("is judged training by training, not by the score that the candidate was chosen by", () => {
    const { kind, sentence, evidence, difference } = verdictOf(compared(scores), meanIou)!;
    expect(difference.trainings).toEqual([3, 3]);
    expect(difference.mean).toBeCloseTo(0.1, 10);
    expect(kind).toBe("better");
    expect(sentence).toMatch(/^Trial 2 is better than U-Net: 0\.100 more mean IoU/);
    expect(evidence).toContain("Stage 2 trained both alike.");
  });

  test("where luck may do as much, all of it is trained more often", () => {
    const study = compared({ ...scores, found: [0.56, 0.66, 0.62] });
    const { kind, next, more } = verdictOf(study, meanIou)!;
    expect([kind, next!.words]).toEqual(["cannotTell", "Train each 3 times more"]);
    expect(more).toBeGreaterThan(3);
    const [edit] = next!.edits;
    const grown = applyEvent(study, stageEditEvent(study, edit!, planCatalog));
    expect(grown.spec.stages[1]).toMatchObject({ times: 6 });
  });

  test("trainings that failed are no reason to plan fewer than there were", () => {
    const study = compared({ ...scores, found: [0.56, 0.66, 0.62] });
    const failed = Array.from({ length: 4 }, (_, at): readonly StudyEvent[] => {
      const trial = study.trials.length + at;
      const outcome = { status: "failed", error: { name: "NotANumber", message: "" } } as const;
      return [
        asked(trial, { stage: 1, architecture: { kind: "retrained", trial: 1 } }),
        { type: "trialEnded", trial, outcome, seconds: 1 },
      ];
    });
    const [edit] = verdictOf(failed.flat().reduce<Study>(applyEvent, study), meanIou)!.next!.edits;
    expect(edit).toMatchObject({ type: "change", change: { field: "count", value: 10 } });
  });

  test("one that is behind the best of the literature is said to be", () => {
    const { kind, sentence } = verdictOf(compared({ ...scores, found: [0.5, 0.51, 0.49] }), meanIou)!;
    expect(kind).toBe("worse");
    expect(sentence).toBe("U-Net is better than trial 2, the best candidate: 0.100 more mean IoU, 3 trainings each.");
  });
});

test("a training by another recipe is none of the same network", () => {
  const source = studyOf({ score: 0.6 }, [{ score: 0.5 }, { score: 0.7 }]);
  const longer = { kind: "retrain", source: { trial: 2 }, times: 1, recipe: { steps: 400 } } as const;
  const events: readonly StudyEvent[] = [
    { type: "stageBegan", stage: 0, sources: [] },
    {
      type: "stagesChanged",
      stages: [...source.spec.stages, longer, { kind: "retrain", source: { trial: 2 }, times: 1 }],
    },
    { type: "stageBegan", stage: 1, sources: [2] },
    asked(3, { stage: 1, architecture: { kind: "retrained", trial: 2 } }),
    ended(3, 0.9),
    { type: "stageBegan", stage: 2, sources: [2] },
    asked(4, { stage: 2, architecture: { kind: "retrained", trial: 2 } }),
    ended(4, 0.65),
  ];
  const { difference } = verdictOf(events.reduce<Study>(applyEvent, source), meanIou)!;
  expect(difference.trainings).toEqual([1, 1]);
  expect(difference.mean).toBeCloseTo(0.05, 10);
});

test("curves that still rise while classes are not found at all are too early to be compared", () => {
  const study = foldEvents(
    [0, 1].reduce<StudyEvent[]>(
      (events, trial) => {
        const early = toyEvaluation(0.3, 40);
        const evaluation = { ...early, scores: { ...early.scores, perClass: { iou: [0.6, 0] } } };
        return [
          ...events,
          asked(trial),
          ...[0.1, 0.3].map((score, index): StudyEvent => ({
            type: "trialReported",
            trial,
            point: { step: 20 * (index + 1), loss: 1, learningRate: 1, scores: toyEvaluation(score, 20).scores },
          })),
          { type: "trialEnded", trial, outcome: { status: "finished", evaluation }, seconds: 2 },
        ];
      },
      [{ type: "studyCreated", spec: toySpec() }],
    ),
  )!;
  const { kind, next } = verdictOf(study, meanIou)!;
  expect([kind, next!.words]).toEqual(["tooEarly", "Train both for 160 steps"]);
});

test("every next step is one that the plan takes", () => {
  const begun = (study: Study) => applyEvent(study, { type: "stageBegan", stage: 0, sources: [] });
  const plain = { score: 0.6, again: [0.6, 0.61, 0.59] };
  const studies = [
    studyOf({ score: 0.6 }, [{ score: 0.5 }, { score: 0.7 }]),
    studyOf(plain, [{ score: 0.9, again: [0.7, 0.71, 0.69] }]),
    studyOf(plain, [{ score: 0.61, again: [0.4, 0.41, 0.39] }]),
  ].map(begun);
  for (const study of studies) {
    const { edits } = verdictOf(study, meanIou)!.next!;
    const after = edits.reduce((one, edit) => applyEvent(one, stageEditEvent(one, edit, planCatalog)), study);
    expect(after.spec.stages).not.toEqual([toySearch]);
  }
});
