import { expect, test } from "vitest";
import { presets } from "../catalog/spaces/moduleTree/settings.ts";
import { askWhatIf, sampleMembers } from "./whatIf.ts";

const browser = presets[1]!.settings;
const question = {
  spaceId: "module-tree",
  settings: browser,
  task: { channels: 1, classes: 7, patch: [1, 64, 64] as const },
  batch: 8,
  memoryCap: 4e8,
  seed: 0,
  samples: 300,
};

test("shares of rejections and costs make up all draws, the cap is blamed on kernels", () => {
  const { costs, rejected, samples } = askWhatIf(question);
  const overCap = rejected.find(({ kind }) => kind === "memory");
  expect(overCap).toMatchObject({ range: "kernels, level 0" });
  const illegal = rejected.filter((entry) => entry !== overCap).reduce((sum, { share }) => sum + share, 0);
  expect(costs.length / samples + illegal).toBeCloseTo(1, 9);
  expect(overCap!.share).toBeCloseTo(costs.filter(({ trainingBytes }) => trainingBytes > 4e8).length / samples, 9);
});

test("more kernels mean more parameters and more networks, the same seed the same answer", () => {
  const wider = { ...question, settings: { ...browser, kernels: [[16, 64], ...browser.kernels.slice(1)] } };
  const mean = (answer: ReturnType<typeof askWhatIf>) =>
    answer.costs.reduce((sum, { parameters }) => sum + parameters, 0) / answer.costs.length;
  expect(mean(askWhatIf(wider))).toBeGreaterThan(mean(askWhatIf(question)));
  const untimed = () => ({ ...askWhatIf(question), milliseconds: 0 });
  expect(untimed()).toEqual(untimed());
});

test("the gallery holds legal members with their networks", () => {
  const members = sampleMembers(question, 9);
  expect(members).toHaveLength(9);
  for (const { network, cost } of members)
    expect([network.nodes.length > 3, cost.parameters > 0]).toEqual([true, true]);
});
