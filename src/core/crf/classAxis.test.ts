import { expect, test } from "vitest";
import { scoreAxes } from "./classAxis.ts";

test("classes are counted along the axis that the image has not", () => {
  expect(scoreAxes({ shape: [4, 8, 9, 3], axes: "czyx" }, [4, 8, 9], false)).toEqual({ axes: "zyxc", classes: 3 });
  expect(scoreAxes({ shape: [3, 4, 8, 9], axes: "tczx" }, [4, 8, 9], false)).toEqual({ axes: "czyx", classes: 3 });
  expect(scoreAxes({ shape: [4, 2, 8, 9], axes: "zcyx" }, [4, 8, 9], true)).toEqual({ axes: "zcyx", classes: 2 });
});

test("of several that would do it is the last, or the one that a file calls channels", () => {
  expect(scoreAxes({ shape: [3, 3, 3, 3], axes: "czyx" }, [3, 3, 3], false).axes).toBe("zyxc");
  expect(scoreAxes({ shape: [3, 3, 3, 3], axes: "czyx" }, [3, 3, 3], true).axes).toBe("czyx");
});

test("a single slice needs no z", () => {
  expect(scoreAxes({ shape: [8, 9, 5], axes: "zyx" }, [1, 8, 9], false)).toEqual({ axes: "yxc", classes: 5 });
  expect(scoreAxes({ shape: [1, 8, 9, 5], axes: "czyx" }, [1, 8, 9], false).axes).toBe("zyxc");
});

test("scores of another size, and of one class, are refused with both sizes", () => {
  for (const shape of [
    [4, 8, 9],
    [4, 8, 9, 1],
    [4, 8, 8, 3],
  ])
    expect(() => scoreAxes({ shape, axes: "czyx" }, [4, 8, 9], false)).toThrow(
      `The scores are ${shape.join(" × ")}, the image is 4 × 8 × 9.`,
    );
});
