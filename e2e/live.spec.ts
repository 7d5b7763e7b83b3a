import { expect } from "@playwright/test";
import { encodeTiff } from "../src/catalog/exports/tiff.ts";
import { leaveToFuzz } from "./long.ts";
import { test } from "./knownMachine.ts";
import { plane } from "./painting.ts";
import { expectNoSeriousFindingInEitherTheme } from "./support.ts";

const SIDE = 512;
/** Bright cells with dark cores on a grey ground, under noise. */
function cells(): Buffer {
  const grey = (at: number) => {
    const [y, x] = [(Math.floor(at / SIDE) % SIDE) % 128, (at % SIDE) % 128];
    const away = Math.hypot(y - 64, x - 64);
    return (away < 14 ? 50 : away < 46 ? 190 : 110) + ((Math.imul(at + 1, 2654435761) >>> 16) % 50);
  };
  const data = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, at) => grey(at));
  return Buffer.from(encodeTiff({ shape: [3, SIDE, SIDE], data, voxelSizeNm: [40, 5, 5] }));
}

test(
  "a first network learns from strokes while one paints, shows what it makes of them, and says where to go on",
  { tag: "@long" },
  async ({ page }, info) => {
    leaveToFuzz();
    await page.goto("/");
    await page.getByRole("button", { name: /Start search/ }).waitFor();
    await page.locator("#file-chooser").setInputFiles([{ name: "cells.tif", buffer: cells(), mimeType: "image/tiff" }]);
    await page.getByRole("button", { name: "Paint labels" }).click();
    await expect(plane(page)).toBeVisible();
    const box = (await plane(page).boundingBox())!;
    const scale = Math.min(box.width, box.height) / SIDE;
    const line = async (from: readonly [number, number], to: readonly [number, number]) => {
      const at = ([x, y]: readonly [number, number]) =>
        [box.x + box.width / 2 + (x - SIDE / 2) * scale, box.y + box.height / 2 + (y - SIDE / 2) * scale] as const;
      await page.mouse.move(...at(from));
      await page.mouse.down();
      await page.mouse.move(...at(to), { steps: 6 });
      await page.mouse.up();
    };
    await page.keyboard.press("2");
    await line([160, 192], [172, 210]);
    await line([224, 180], [222, 206]);
    const panel = page.getByRole("region", { name: "Train on these" });
    await expect(panel.getByRole("button", { name: "Train on these" })).toBeDisabled();
    await page.keyboard.press("1");
    await line([128, 128], [132, 250]);
    await line([256, 140], [256, 250]);
    await panel.getByRole("button", { name: "Train on these" }).click();
    await expect(panel.getByRole("status")).toContainText(/First picture after \d+ s|\d+ steps/);
    info.annotations.push({ type: "first picture", description: await panel.getByRole("status").innerText() });
    await page.screenshot({ path: info.outputPath("prediction.png") });
    await panel.getByText("Doubt").click();
    await page.screenshot({ path: info.outputPath("doubt.png") });
    await page.keyboard.press("n");
    await expect(page.getByRole("region", { name: "Where next" }).getByRole("status")).toContainText(
      /the last trainings differ on|place that the last trainings/,
    );
    await page.screenshot({ path: info.outputPath("next.png") });
    await panel.getByRole("button", { name: "Stop training" }).click();
    await expectNoSeriousFindingInEitherTheme(page, "painting with a network");
  },
);
