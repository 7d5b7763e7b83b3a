import { describe, expect, test } from "vitest";
import { presets } from "../../../catalog/spaces/moduleTree/settings.ts";
import { parseRangeText, rangeText } from "../rangeText.ts";
import { rowsOf } from "./rows.ts";

const browser = presets.find(({ id }) => id === "browser")!.settings;
const row = (label: string, settings = browser) => rowsOf(settings).find((other) => other.label === label)!;

describe("the matrix of ranges", () => {
  test("has four levels in every row, and blocks are counted by net and encoder only", () => {
    for (const { cells } of rowsOf(browser)) expect(cells).toHaveLength(4);
    expect(row("Blocks").cells.map(({ kind }) => kind)).toEqual(["range", "range", "inherits", "inherits"]);
  });

  test("a range edits its own level and nothing else; a delta of nothing means the level inherits", () => {
    const [root, encoder] = row("Kernels").cells;
    if (root?.kind !== "range" || encoder?.kind !== "range") throw new Error("ranges expected");
    expect(root.set([8, 16])).toEqual({ ...browser, kernels: [[8, 16], ...browser.kernels.slice(1)] });
    expect(encoder.set([0, 0]).kernels[1]).toBeNull();
  });

  test("the last choice cannot be switched off", () => {
    const one = { ...browser, poolings: ["max" as const] };
    const cell = row("Pooling", one).cells[0]!;
    if (cell.kind !== "chips") throw new Error("chips expected");
    expect(cell.choices.map(({ label, isOn, toggled }) => [label, isOn, toggled === null])).toEqual([
      ["max", true, true],
      ["conv", false, false],
    ]);
  });
});

test.each([
  [[4, 32], false, "4 to 32"],
  [[-4, 4], true, "± 4"],
  [[-2, 4], true, "−2 to +4"],
  [[-11, -3], false, "−11 to −3"],
] as const)("%j reads %s", (range, isDelta, text) => {
  expect(rangeText(range, isDelta).replace("\u00A0", " ")).toBe(text);
  expect(parseRangeText(text, [-100, 100], isDelta)).toEqual({ value: range });
});

test("typed ranges are put in order; what leaves the bounds, or is no range, is said and not moved", () => {
  expect(parseRangeText("9 to 8", [1, 64], false)).toEqual({ value: [8, 9] });
  expect(parseRangeText("4-32", [1, 64], false)).toEqual({ value: [4, 32] });
  expect(parseRangeText("90 to 8", [1, 64], false)).toEqual({ problem: "90 is more than 64." });
  expect(parseRangeText("−20 to 0", [-16, 16], true)).toEqual({ problem: "−20 is less than −16." });
  expect(parseRangeText("many", [1, 64], false)).toEqual({ problem: "“many” is no range; write it as “1 to 64”." });
});
