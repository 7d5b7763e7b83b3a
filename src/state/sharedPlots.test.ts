import { expect, test } from "vitest";
import { presets } from "../catalog/spaces/autosegnet/settings.ts";
import type { SharedEpoch } from "../core/study/sharedSearch.ts";
import { foldEvents } from "../core/study/fold.ts";
import { type StudySpec } from "../core/study/spec.ts";
import { toyRecipe, toySpec } from "../testing/toyStudy.ts";
import { heatSlots, learningPoints } from "./sharedPlots.ts";

const epoch = (number: number, change: Partial<SharedEpoch> = {}): SharedEpoch => ({
  epoch: number,
  rewards: [0.2, 0.4],
  baseline: 0.3,
  entropy: 5,
  uniformEntropy: 10,
  probabilities: [],
  diverged: 0,
  tooLarge: 0,
  restored: 0,
  ...change,
});

test("every choice has a name, its alternatives, and their probabilities by epoch", () => {
  const spec: StudySpec = {
    ...toySpec(),
    stages: [
      {
        kind: "supernet",
        space: { id: "autosegnet", settings: presets[0]!.settings },
        controller: { id: "reinforce", options: {} },
        recipe: toyRecipe,
        warmUp: 0,
        updates: 1,
        reward: "meanIou",
        samples: 1,
        keep: 1,
        memoryCap: 1e9,
      },
    ],
  };
  const asked = {
    type: "trialAsked",
    trial: 0,
    stage: 0,
    label: "s",
    architecture: { kind: "supernet" },
    key: "s",
    reason: { text: "" },
    cost: null,
    isPinned: false,
  } as const;
  const point = { step: 1, loss: 1, learningRate: 1 };
  const probabilities = (of: number) => Array.from({ length: 38 }, () => [of, 1 - of]);
  const study = foldEvents([
    { type: "studyCreated", spec },
    asked,
    { type: "epochEnded", trial: 0, point, epoch: epoch(1, { probabilities: probabilities(0.5) }) },
    { type: "epochEnded", trial: 0, point, epoch: epoch(2, { probabilities: probabilities(0.9) }) },
  ])!;
  const slots = heatSlots(study, 0);
  expect(slots).toHaveLength(38);
  expect(slots[0]).toMatchObject({ group: "down", name: "cell 1 in 1", alternatives: ["input 1", "input 2"] });
  expect(slots[2]).toMatchObject({ name: "cell 1 op 1", alternatives: ["sep 3", "sep 5", "HDC", "identity"] });
  expect(slots[2]!.probabilities.slice(0, 2)).toEqual([
    [0.5, 0.9],
    [0.5, 1 - 0.9],
  ]);
  expect(slots.at(-1)).toMatchObject({ group: "skip", alternatives: ["off", "on"] });
});

test("an epoch comes to the range and mean of its rewards and a share of the uniform entropy", () => {
  expect(learningPoints([epoch(1), epoch(2, { rewards: [] })])).toEqual([
    { epoch: 1, range: [0.2, 0.4], mean: expect.closeTo(0.3) as number, baseline: 0.3, entropy: 0.5 },
    { epoch: 2, range: [0, 0], mean: 0, baseline: 0.3, entropy: 0.5 },
  ]);
});
