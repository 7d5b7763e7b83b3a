import { expect, test } from "vitest";
import { presets } from "../../../catalog/spaces/autosegnet/settings.ts";
import { inputName, skipChoice, withInput, withNextSkip, withOperation } from "./edits.ts";

const [{ settings }] = presets as unknown as readonly [(typeof presets)[number]];

test("an operation is switched off and on again, in the order of the paper; the last one stays", () => {
  const without = withOperation(settings, "down", "sep5")!;
  expect(without.down.operations).toEqual(["sep3", "hdc", "identity"]);
  expect(without.up).toBe(settings.up);
  expect(withOperation(without, "down", "sep5")).toEqual(settings);
  const lone = { ...settings, up: { ...settings.up, operations: ["hdc" as const] } };
  expect(withOperation(lone, "up", "hdc")).toBeNull();
});

test("inputs are constrained half by half; the last one stays", () => {
  const first = withInput(settings, "bridge", [1, 0], 2)!;
  expect(first.bridge.inputs[1]).toEqual([
    [0, 1],
    [0, 1, 2],
  ]);
  const lone = withInput(first, "bridge", [1, 0], 0)!;
  expect(withInput(lone, "bridge", [1, 0], 1)).toBeNull();
  expect(withInput(withInput(lone, "bridge", [1, 0], 2)!, "bridge", [1, 0], 0)).toEqual(settings);
});

test("a long skip goes from searched to on to off, for its level alone", () => {
  const on = withNextSkip(settings, 1, 3);
  expect(on.skips).toEqual(["search", "on", "search"]);
  expect(withNextSkip(on, 1, 3).skips).toEqual(["search", "off", "search"]);
  expect(skipChoice(on, 7)).toBe("search");
});

test("inputs have the names of the drawing", () => {
  expect([0, 1, 2, 3].map(inputName)).toEqual(["before last", "last", "cell 1", "cell 2"]);
});
