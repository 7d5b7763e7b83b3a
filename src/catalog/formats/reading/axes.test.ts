import { expect, test } from "vitest";
import { plainAxes } from "./axes.ts";

test("three numbers a voxel are colours where they are 8 or 16-bit, and channels to choose from where not", () => {
  expect(plainAxes({ shape: [40, 50, 3], dtype: "uint8" })).toEqual({ axes: "yxs", samples: "color" });
  expect(plainAxes({ shape: [20, 40, 50, 3], dtype: "float32" })).toEqual({ axes: "zyxs", samples: "channels" });
  expect(plainAxes({ shape: [20, 40, 50], dtype: "float32" })).toEqual({ axes: "zyx" });
});
