import { describe, expect, test } from "vitest";
import { parseNumber, stepped } from "./typedNumber.ts";

describe("a typed number", () => {
  test.each([
    ["30", 30],
    ["-4", -4],
    ["−4", -4],
    ["0.003", 0.003],
    ["1e-8", 1e-8],
    [" 7 ", 7],
  ])("%j is %d", (text, value) => {
    expect(parseNumber(text, {})).toEqual({ value });
  });

  test.each([
    ["30", { min: 0, max: 1 }, "30 is more than 1."],
    ["0.03", { min: 10 }, "0.03 is less than 10."],
    ["1.5", { isWhole: true }, "1.5 is no whole number."],
    ["banana", {}, "“banana” is no number."],
    ["1,000", {}, "“1,000” is no number."],
    ["", {}, "A number is needed."],
    ["Infinity", {}, "“Infinity” is no number."],
    ["0", { check: (value: number) => (value > 0 ? null : "Too small.") }, "Too small."],
  ])("%j within %j: %s", (text, bounds, problem) => {
    expect(parseNumber(text, bounds)).toEqual({ problem });
  });

  test("an arrow key stays within the bounds, adds without dust, and makes no number of words", () => {
    expect(stepped("0.1", 0.2, {})).toBe(0.3);
    expect(stepped("63", 8, { max: 64 })).toBe(64);
    expect(stepped("many", 1, {})).toBeNull();
  });
});
