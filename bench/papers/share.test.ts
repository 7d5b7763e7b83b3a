import { expect, test } from "vitest";
import { shareOf } from "./share.ts";

test("a share has Wilson's interval: 5 of 10 lie between 0.237 and 0.763, 0 of 10 below 0.278", () => {
  const half = shareOf(Array.from({ length: 10 }, (_, index) => index < 5));
  expect([half.count, half.of, half.share]).toEqual([5, 10, 0.5]);
  expect(half.low).toBeCloseTo(0.2366, 4);
  expect(half.high).toBeCloseTo(0.7634, 4);
  const none = shareOf(Array<boolean>(10).fill(false));
  expect(none.low).toBeCloseTo(0, 12);
  expect(none.high).toBeCloseTo(0.2775, 4);
});
