import { expect, test } from "vitest";
import { LOSSES_PATTERN, lossesText, parseLosses, parsePaths, PATHS_PATTERN, pathsText } from "./phaseText.ts";

test("losses are written as they are read, and keep what the text does not say", () => {
  const dice = { id: "dice", options: {} };
  const held = [{ output: "main", weight: 1, loss: dice }];
  expect(parseLosses(" main 2,slices 0.33", held)).toEqual([
    { output: "main", weight: 2, loss: dice },
    { output: "slices", weight: 0.33 },
  ]);
  expect(lossesText(parseLosses("main 2, slices 0.33"))).toBe("main 2, slices 0.33");
  expect(
    ["main 1, slices 0.33", "", "main", "main -1", "main 1,"].map((text) => new RegExp(LOSSES_PATTERN).test(text)),
  ).toEqual([true, true, false, false, false]);
});

test("paths likewise", () => {
  expect(pathsText(parsePaths("slices , volume/path0"))).toBe("slices, volume/path0");
  expect(["slices, volume/path0", "", "/slices", "a b"].map((text) => new RegExp(PATHS_PATTERN).test(text))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
