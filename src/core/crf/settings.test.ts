import { describe, expect, test } from "vitest";
import { crfNumbers, parseCrfSetting } from "./settings.ts";

describe("numbers of a field", () => {
  test("are one for all classes or one each, and a diagonal or a whole matrix", () => {
    expect(crfNumbers({ spatial: [2], bilateral: [1, 3], compatibility: [-2] }, 2)).toMatchObject({
      spatial: [2, 2],
      bilateral: [1, 3],
      compatibility: [-2, 0, 0, -2],
    });
    expect(crfNumbers({ compatibility: [-1, 0.5, 0.5, -1] }, 2).compatibility).toEqual([-1, 0.5, 0.5, -1]);
  });

  test.each([
    [{ spatial: [1, 2, 3] }, "spatial has 3 numbers; it takes 2."],
    [{ compatibility: [-1, 0, 0] }, "compatibility has 3 numbers; it takes 4."],
    [{ window: [1, 2] }, "window has 2 numbers; it takes 3."],
    [{ window: [1, 2, 0.5] }, "window is 0.5; it takes whole numbers from 0."],
    [{ beta: [0] }, "beta is 0; it must be above 0."],
    [{ steps: [2.5] }, "steps is 2.5; it takes whole numbers from 0."],
  ])("%o is refused", (settings, message) => expect(() => crfNumbers(settings, 2)).toThrow(message));
});

describe("a setting that is typed", () => {
  test("is a name and numbers", () => {
    expect(parseCrfSetting("window=1,2,2")).toEqual(["window", [1, 2, 2]]);
    expect(parseCrfSetting("alpha=8.5")).toEqual(["alpha", [8.5]]);
  });

  test("says what is wrong with it", () => {
    expect(() => parseCrfSetting("alpa=8")).toThrow('did you mean "alpha"?');
    expect(() => parseCrfSetting("alpha")).toThrow('alpha is ""; write numbers');
    expect(() => parseCrfSetting("window=1,,2")).toThrow('window is "1,,2"');
  });
});
