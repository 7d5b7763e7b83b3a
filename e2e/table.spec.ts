import { expect } from "@playwright/test";
import { zipSync, strToU8 } from "fflate";
import { toyEvaluation, toySpec } from "../src/testing/toyStudy.ts";
import { test } from "./knownMachine.ts";
import { boardRows } from "./support.ts";

/** The log of a study of 5 000 finished trials. */
function largeLog(count: number): string {
  const events: object[] = [
    { type: "studyCreated", at: 0, spec: { ...toySpec({ trials: count }), name: "five thousand" } },
  ];
  for (let trial = 0; trial < count; trial++) {
    const cost = { parameters: 1000 + trial * 10, multiplyAdds: 1e6, trainingBytes: 1e6 };
    events.push({
      type: "trialAsked",
      at: trial,
      trial,
      stage: 0,
      label: String(trial + 1),
      architecture: {
        kind: "genotype",
        genotype: {
          deltas: {
            net: { kernels: 4, blocks: 1, layers: 1, width: 0, pooling: 0, activation: 0, gamma1: -11, gamma2: -11 },
          },
        },
      },
      key: String(trial),
      reason: { text: "Drawn." },
      cost,
      isPinned: false,
    });
    events.push({
      type: "trialReported",
      at: trial,
      trial,
      point: {
        step: 20,
        loss: 1,
        learningRate: 1e-3,
        scores: toyEvaluation(((trial * 7919) % 1000) / 1000, 20).scores,
      },
    });
    events.push({
      type: "trialEnded",
      at: trial,
      trial,
      outcome: { status: "finished", evaluation: toyEvaluation(((trial * 7919) % 1000) / 1000, 40) },
      seconds: 3,
    });
  }
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

test("a table of 5 000 trials scrolls and filters", async ({ page }) => {
  const zip = zipSync({ "log.jsonl": strToU8(largeLog(5000)) });
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  await page
    .locator("#file-chooser")
    .setInputFiles({ name: "large.cristae.zip", mimeType: "application/zip", buffer: Buffer.from(zip) });
  await page.getByRole("button", { name: "Keep in this browser and open" }).click();
  await expect(page.getByRole("region", { name: "Leaderboard" }).getByText(/5\s000 trials/)).toBeVisible();
  expect(await boardRows(page).count()).toBeLessThan(120);
  await page.getByLabel("Trials", { exact: true }).evaluate((element) => element.scrollTo(0, 60_000));
  await expect(boardRows(page).nth(5)).toContainText("Finished");
  await page.getByLabel("Filter trials").fill("iou > 0.99");
  await expect(
    boardRows(page)
      .filter({ hasText: /0\.99\d/ })
      .first(),
  ).toBeVisible();
  await page.getByLabel("Filter trials").fill("no such words");
  await expect(page.getByText(/No trial fits the filter/)).toBeVisible();
});
