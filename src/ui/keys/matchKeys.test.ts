import { expect, test } from "vitest";
import { capsOf, matches, modifierOf, strokeName, type Stroke } from "./matchKeys.ts";

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
  expect(capsOf("Mod+Shift+z", "Ctrl")).toEqual(["Ctrl", "Shift", "Z"]);
  expect(capsOf("Mod+k", "⌘")).toEqual(["⌘", "K"]);
  expect(capsOf("+", "Ctrl")).toEqual(["+"]);
  expect(capsOf("PageUp", "Ctrl")).toEqual(["PgUp"]);
});

test("the modifier is the one of the machine's own keyboard", () => {
  expect(modifierOf("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15")).toBe("⌘");
  expect(modifierOf("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Ctrl");
  expect(modifierOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36")).toBe("Ctrl");
});
