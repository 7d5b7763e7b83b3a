import { expect, test } from "vitest";
import { sliceName } from "./sliceName.ts";

test("slices are numbered as everywhere, from 0 to the last; one alone has no number", () => {
  expect(sliceName({ shape: [18, 4, 4] }, 17)).toBe("Slice 17 (0 to 17)");
  expect(sliceName({ shape: [1, 4, 4] }, 0)).toBe("Single slice");
});

test("of several subjects the subject is named, and slices are counted in it", () => {
  const subjects = [
    { name: "a", slices: { from: 0, to: 10 } },
    { name: "b", slices: { from: 10, to: 30 } },
  ];
  expect(sliceName({ shape: [30, 4, 4], subjects }, 12)).toBe("Subject 2 of 2, b, slice 2 (0 to 19)");
});
