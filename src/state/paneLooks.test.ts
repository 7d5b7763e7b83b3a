import { describe, expect, test } from "vitest";
import { paneLooks, type LookInput } from "./paneLooks.ts";

const input: LookInput = { mode: "side", compared: [9, 4], isTruthHeld: false, isBlinked: false };
const pane = { kind: "prediction", trial: 9 } as const;

describe("a pane of a prediction", () => {
  test("shows it alone when side by side", () => {
    expect(paneLooks(pane, input)).toEqual({ main: pane, behind: null });
  });

  test("has the other trial behind the curtain, or the truth when there is none", () => {
    expect(paneLooks(pane, { ...input, mode: "curtain" }).behind).toEqual({ kind: "prediction", trial: 4 });
    expect(paneLooks(pane, { ...input, mode: "curtain", compared: [9] }).behind).toEqual({ kind: "truth" });
  });

  test("blinks between the two", () => {
    expect(paneLooks(pane, { ...input, mode: "blink", isBlinked: true }).main).toEqual({
      kind: "prediction",
      trial: 4,
    });
  });

  test("shows where the two differ, or its errors when it is alone", () => {
    expect(paneLooks(pane, { ...input, mode: "difference" }).main).toEqual({
      kind: "difference",
      trial: 9,
      against: 4,
    });
    expect(paneLooks(pane, { ...input, mode: "difference", compared: [9] }).main).toEqual({ kind: "errors", trial: 9 });
  });

  test("shows the truth while its key is held", () => {
    expect(paneLooks(pane, { ...input, mode: "errors", isTruthHeld: true }).main).toEqual({ kind: "truth" });
  });
});

test("panes of the image and the truth stay as they are", () => {
  expect(paneLooks({ kind: "image" }, { ...input, mode: "errors" })).toEqual({ main: { kind: "image" }, behind: null });
});
