import { expect, test } from "vitest";
import { tellingWords } from "./tellingWords.ts";

test("a name is its first word, or its last where another begins alike", () => {
  expect(tellingWords(["Background", "Alpha granule", "Dense granule", "Dense core"])).toEqual([
    "Background",
    "Alpha",
    "granule",
    "core",
  ]);
  expect(tellingWords(["class 1", "class 2"])).toEqual(["1", "2"]);
});
