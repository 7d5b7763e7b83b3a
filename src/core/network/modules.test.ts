import { expect, test } from "vitest";
import unet from "../../catalog/networks/unet.ts";
import { analyse } from "./analysis.ts";
import { boxesOf, moduleOf } from "./modules.ts";
import { oneOutput } from "./outputs.ts";

const decoded = unet.decode({ base: 4, depth: 2 }, { channels: 1, classes: 3, patch: [1, 32, 32] });
const analysis = analyse("network" in decoded ? decoded.network : { dimension: 2, nodes: [], outputs: oneOutput("") }, {
  spatial: [32, 32],
  channels: 1,
});

test("an operation belongs to the first two folders of its path", () => {
  expect(["encoder/block0/conv1/norm", "predictor", "input"].map(moduleOf)).toEqual([
    "encoder/block0",
    "predictor",
    "input",
  ]);
});

test("closed modules are one box each, with their cost summed and skips as concatenations", () => {
  const { boxes, links } = boxesOf(analysis, new Set());
  expect(boxes.map(({ id, scale }) => [id, scale])).toEqual([
    ["input", 0],
    ["encoder/block0", 0],
    ["encoder/block1", 1],
    ["bottleneck/block0", 2],
    ["decoder/block1", 1],
    ["decoder/block0", 0],
    ["predictor", 0],
  ]);
  expect(boxes.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(analysis.parameters);
  expect(links.filter(({ concat }) => concat !== null).map(({ from, to, concat }) => [from, to, concat])).toEqual([
    ["encoder/block1", "decoder/block1", 8],
    ["encoder/block0", "decoder/block0", 4],
  ]);
});

test("an expanded module shows its operations, the others stay closed", () => {
  const { boxes } = boxesOf(analysis, new Set(["encoder/block0"]));
  expect(boxes.filter(({ module }) => module === "encoder/block0").length).toBeGreaterThan(4);
  expect(boxes.some(({ id }) => id === "decoder/block0")).toBe(true);
});
