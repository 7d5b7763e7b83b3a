import { changesSince } from "../core/study/change.ts";
import { foldEvents } from "../core/study/fold.ts";
import type { Study } from "../core/study/study.ts";
import { STUDY_VERSION } from "../core/study/spec.ts";
import { type ComparisonPoint, type StudyEvent } from "../core/study/events.ts";
import { DEFAULT_OBJECTIVE } from "../catalog/metrics/index.ts";
import type { Scores } from "../core/judging/scores.ts";
import type { DataState, StudyListener } from "../worker/studioApi.ts";

type TimedEvent = StudyEvent & { readonly at: number };

/** A study whose three trials have ended, and which keeps points of comparison. */
export function fakeStudy(data: DataState) {
  const events: TimedEvent[] = eventsOf(data).map((event) => ({ ...event, at: 0 }));
  let listener: StudyListener | null = null;
  const tell = () => {
    for (const change of changesSince(null, current())) void listener?.study(change);
  };
  const append = (event: StudyEvent) => {
    const timed = { ...event, at: 0 };
    events.push(timed);
    tell();
    return Promise.resolve();
  };
  const current = (): Study => foldEvents(events)!;
  return {
    current,
    listen(next: StudyListener) {
      listener = next;
      tell();
      return Promise.resolve();
    },
    placePoint: (point: ComparisonPoint) => append({ type: "pointPlaced", point }),
    removePoint: (id: number) => append({ type: "pointRemoved", id }),
    openTest: () => append({ type: "testOpened" }),
  };
}

function eventsOf({ image, mapping, split }: DataState): readonly StudyEvent[] {
  const none = { id: "none", options: {} };
  const recipe = {
    loss: none,
    optimiser: none,
    schedule: none,
    patch: [1, 64, 64] as const,
    batch: 8,
    steps: 100,
    evaluateEvery: 50,
    patchSampling: "uniform" as const,
    voxelWeights: { edges: 0, floor: 0 },
    augmentation: {
      flips: true,
      quarterTurns: true,
      intensity: 0,
      elastic: 0,
      affine: { probability: 0, rotation: 30, shift: 0.2, scale: 0.2 },
    },
    pruners: [],
  };
  const task = {
    datasetId: "fake",
    datasetName: "Platelets",
    shape: image!.shape,
    voxelSizeNm: image!.voxelSizeNm,
    classes: mapping!.classes,
    split: split!,
    intensity: { mean: 128, deviation: 50 },
  };
  const stage = {
    kind: "search" as const,
    space: { id: "moduleTree", settings: {} },
    strategy: none,
    recipe,
    trials: 3,
    objective: DEFAULT_OBJECTIVE,
    memoryCap: 1.5e9,
    baselines: [],
  };
  const trials = [
    { label: "U-Net", score: 0.642, isBaseline: true },
    { label: "1", score: 0.591, isBaseline: false },
    { label: "2", score: 0.687, isBaseline: false },
  ];
  return [
    {
      type: "studyCreated",
      spec: { version: STUDY_VERSION, name: "Platelets, first search", seed: 0, task, stages: [stage] },
    },
    { type: "stageBegan", stage: 0, sources: [] },
    ...trials.flatMap(({ label, score, isBaseline }, trial): StudyEvent[] => [
      {
        type: "trialAsked",
        trial,
        stage: 0,
        label,
        key: label,
        reason: { text: "Drawn at random." },
        cost: { parameters: 2e5, multiplyAdds: 1e8, trainingBytes: 3e8 },
        isPinned: isBaseline,
        architecture: isBaseline ? { kind: "network", network: none } : { kind: "genotype", genotype: {} },
      },
      {
        type: "trialEnded",
        trial,
        seconds: 60,
        outcome: { status: "finished", evaluation: { step: 100, scores: scoresAt(score), confusion: [] } },
      },
    ]),
    { type: "runEnded", because: "done" },
  ];
}

const scoresAt = (meanIou: number): Scores => ({
  values: { meanIou, meanDice: meanIou + 0.08, accuracy: 0.9 },
  perClass: { iou: [0.94, 0.9, meanIou, meanIou, null], dice: [0.95, 0.93, meanIou, meanIou, null] },
});
