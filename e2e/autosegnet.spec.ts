import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { unpackStudy } from "../src/storage/studyFile.ts";
import { leaveToFuzz } from "./long.ts";
import { SMALL_TRAINING, CLI, cristae } from "./cristae.ts";
import { test } from "./knownMachine.ts";
import { boardRows, card, expectNoSeriousFindingInEitherTheme, fill, openRoom, searchEnds } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-autosegnet-"));
const at = (name: string) => join(folder, name);
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const set = {
  epochs: 5,
  stepsPerEpoch: 4,
  warmUp: 1,
  updates: 1,
  samples: 4,
  keep: 1,
  retrainings: 1,
  retrainSteps: 4,
  controls: 1,
  baselines: false,
};
const SMALL = [
  "--pipeline",
  "autosegnet",
  "--sample",
  "membranes",
  ...SMALL_TRAINING,
  ...Object.entries(set).flatMap(([name, value]) => ["--set", `pipeline.${name}=${String(value)}`]),
];

/** What a study found, and the weights it kept, without the times. */
async function foundIn(file: string) {
  const { study, files } = await unpackStudy(new Uint8Array(readFileSync(at(file))));
  const trials = study.trials.map((trial) => ({ ...trial, seconds: 0, attempts: 0 }));
  const weights = Object.entries(files)
    .filter(([name]) => name.startsWith("weights/"))
    .sort(([a], [b]) => a.localeCompare(b));
  return { trials, weights };
}

test("killed in the middle of the shared weights, a study goes on to the same rewards, members and weights, bit by bit", async () => {
  const whole = await cristae("search", ...SMALL, "--out", at("whole.cristae.zip"));
  expect(whole.code).toBe(0);
  const child = spawn(process.execPath, [CLI, "search", ...SMALL, "--out", at("killed.cristae.zip")]);
  await new Promise<void>((resolve) => {
    let seen = "";
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if ((seen.match(/"type":"epoch"/g) ?? []).length >= 2) resolve();
    });
  });
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  const resumed = await cristae("resume", at("killed.cristae.zip"), "--workers", "1", "--device", "simd", "--json");
  expect(resumed.code).toBe(0);
  expect(resumed.lines.filter(({ type }) => type === "epoch").length).toBeLessThan(5);
  expect(await foundIn("killed.cristae.zip")).toEqual(await foundIn("whole.cristae.zip"));
});

test(
  "the pipeline runs from one click: shared weights, pictures of the controller, a table of what was trained alike",
  { tag: "@long" },
  async ({ page }) => {
    leaveToFuzz();
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto("/");
    await page.getByRole("button", { name: /Start search/ }).click();
    await page.getByRole("button", { name: /^Pause/ }).click();
    await expect(page.getByRole("button", { name: /^Go on/ })).toBeEnabled();
    await page.getByRole("button", { name: "New search" }).click();
    await page.getByRole("combobox", { name: "Pipeline" }).click();
    await page.getByRole("option", { name: "AutoSegNet (Xu 2020)" }).click();
    await expect(card(page, 1)).toContainText("Shared weights");
    await expect(page.getByRole("combobox", { name: "Pipeline" })).toHaveValue("AutoSegNet (Xu 2020)");
    const fields = [
      [
        1,
        {
          Epochs: 3,
          "Steps per epoch": 3,
          "Epochs before the controller learns": 0,
          "Updates of the controller per epoch": 1,
          "Networks to choose from in the end": 3,
          "Networks kept of them": 1,
        },
      ],
      [2, { Retrainings: 2, "Random networks": 1, Steps: 4 }],
    ] as const;
    for (const [number, values] of fields) {
      await page.getByRole("button", { name: `Change stage ${number}` }).click();
      await expect(page.getByRole("menu")).toBeInViewport({ ratio: 0.999 });
      for (const [label, value] of Object.entries(values)) {
        const field = page.getByRole("menu").getByLabel(label, { exact: true });
        await field.fill(String(value));
        await field.blur();
      }
      await page.keyboard.press("Escape");
    }
    for (const [label, value] of [
      ["Patch", 32],
      ["Batch", 2],
      ["Workers", 1],
    ] as const)
      await fill(page, label, value);
    await page.getByRole("region", { name: "Start a search" }).getByRole("button", { name: "Start search" }).click();
    await searchEnds(page);

    await card(page, 1).click();
    await expect(page.getByRole("region", { name: "Choices of the controller" })).toContainText("epoch 3 of 3");
    await expect(page.getByRole("img", { name: /^Down, cell 1 op 1: sep 3 0\.\d\d, sep 5 0\.\d\d/ })).toBeVisible();
    await expect(page.getByRole("img", { name: /^Skips, .* 1: off 0\.\d\d, on 0\.\d\d/ })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("region", { name: "Rewards" })).toContainText(
      /mean IoU.*Each epoch has a batch of its own/,
    );
    await expect(page.getByRole("region", { name: "Entropy of the controller" })).toContainText("1 is uniform");
    await expect(boardRows(page).filter({ hasText: "shared" }).first()).toBeVisible();
    await expectNoSeriousFindingInEitherTheme(page, "the controller");

    await card(page, 2).click();
    const table = page.getByRole("region", { name: "Trained alike" });
    for (const name of [
      "Derived, retrained",
      "Derived without HDC layer",
      "U-Net (base 8)",
      "PSPNet (base 16)",
      "Random members",
    ])
      await expect(table.getByRole("row", { name })).toContainText(/0\.\d{3}/);
    await expect(table).not.toContainText("waiting");
    await expectNoSeriousFindingInEitherTheme(page, "the comparison");
  },
);

test("layers, inputs and long skips are edited in the drawing", { tag: "@long" }, async ({ page }) => {
  leaveToFuzz();
  await page.goto("/");
  await openRoom(page, "Space");
  await page.getByRole("combobox", { name: "Search space" }).click();
  await page.getByRole("option", { name: "AutoSegNet" }).click();
  const whatIf = page.getByRole("region", { name: "What if" });
  await expect(whatIf).toContainText("5.3 × 10¹⁹");

  const down = page.getByRole("group", { name: "Operations of the down layer" });
  for (const name of ["sep 5", "HDC", "identity"]) await down.getByText(name, { exact: true }).click();
  await expect(down.getByRole("checkbox", { name: "sep 3" })).toBeDisabled();
  await expect(page.getByRole("button", { name: /^down, cell 1, operation 1: sep 3/ })).toBeVisible();

  await page.getByRole("button", { name: /^up, cell 3, operation 2/ }).click();
  await page.getByRole("menuitemcheckbox", { name: "cell 2" }).click();
  await page.getByRole("menuitemcheckbox", { name: "cell 1" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^up, cell 3, operation 2: .*; 2 inputs allowed/ })).toBeVisible();

  const skip = page.getByRole("button", { name: /^Long skip 1/ });
  await skip.click();
  await expect(skip).toHaveAccessibleName("Long skip 1: forced on");
  await skip.click();
  await expect(skip).toHaveAccessibleName("Long skip 1: forced off");
  await page.getByRole("textbox", { name: "Smallest features, px" }).fill("32");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("region", { name: "Depth and long skips" })).toContainText(
    "1 pooling on patches of 64 px",
  );
  await expect(page.getByRole("region", { name: "Network of the sample" })).toBeVisible();
  await expectNoSeriousFindingInEitherTheme(page, "the editor");
});
