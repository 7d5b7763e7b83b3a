import { expect, test } from "vitest";
import { capsOf, matches, strokeName, type Stroke } from "./matchKeys.ts";

const stroke = (key: string, held: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test("strokes are named by what was meant", () => {
  expect(strokeName(stroke("k", { metaKey: true }))).toBe("Mod+k");
  expect(strokeName(stroke("Z", { ctrlKey: true, shiftKey: true }))).toBe("Mod+Shift+z");
  expect(strokeName(stroke("?", { shiftKey: true }))).toBe("?");
  expect(strokeName(stroke(" "))).toBe("Space");
});

test("a command may have several keys", () => {
  expect(matches(["+", "="], stroke("+", { shiftKey: true }))).toBe(true);
  expect(matches(["n"], stroke("n", { ctrlKey: true }))).toBe(false);
  expect(matches(undefined, stroke("n"))).toBe(false);
});

test("caps are drawn as they stand on a keyboard", () => {
  expect(capsOf("Mod+Shift+z")).toEqual(["Ctrl", "Shift", "Z"]);
  expect(capsOf("+")).toEqual(["+"]);
  expect(capsOf("PageUp")).toEqual(["PgUp"]);
});
