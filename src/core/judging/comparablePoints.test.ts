import { expect, test } from "vitest";
import { comparablePoints, sharesText } from "./comparablePoints.ts";

test("where all points are of the whole part they are one line", () => {
  const points: readonly { readonly step: number; readonly share?: number }[] = [{ step: 1 }, { step: 2 }];
  expect(comparablePoints(points)).toEqual({ line: points, dots: [] });
  expect(sharesText(points)).toBeNull();
});

test("what lines are of is said, as a range where trainings differ", () => {
  expect(sharesText([{}, { share: 0.125 }, { share: 0.125 }])).toBe(
    "Lines: 13 % of the validation part; dots: all of it",
  );
  expect(sharesText([{ share: 0.1 }, { share: 0.25 }, {}])).toBe(
    "Lines: 10 to 25 % of the validation part; dots: all of it",
  );
  expect(sharesText([{ share: 0.001 }])).toContain("Lines: 1 %");
});
