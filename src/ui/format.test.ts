import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatExtent,
  formatFixed,
  formatGain,
  formatInteger,
  formatNumber,
  formatShare,
  shownGain,
} from "./format.ts";

/** Spaces of any width as plain ones. */
const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, " ");

describe("numbers", () => {
  test.each([
    [formatInteger(65_535), "65 535"],
    [formatInteger(-1_234_567), "−1 234 567"],
    [formatInteger(-0.2), "0"],
    [formatFixed(-0.045, 2), "−0.04"],
    [formatFixed(1234.5, 1), "1 234.5"],
    [formatNumber(37_207.4), "37 207"],
    [formatNumber(0.1234), "0.123"],
    [formatShare(0.361), "36.1 %"],
    [formatShare(0.0007), "0.07 %"],
    [formatBytes(61_000_000), "61.0 MB"],
    [formatBytes(1_500_000_000), "1.50 GB"],
    [formatBytes(12), "12 bytes"],
    [formatExtent([50, 800, 800], [40, 10, 10]), "2.0 × 8.0 × 8.0 µm"],
    [formatExtent([4, 64, 64], [4, 4, 4]), "16 × 256 × 256 nm"],
    [formatDuration(40), "40 s"],
    [formatDuration(240), "4 min"],
    [formatDuration(6600), "1 h 50 min"],
    [formatGain(-0.013, 3), "▼ 0.013"],
    [formatGain(-0.0004, 3), "0.000"],
  ])("%s reads %s", (text, expected) => expect(plain(text)).toBe(expected));

  test("a gain that reads as none is none", () => {
    expect([0.004, -0.004, 0.006].map((gain) => Math.sign(shownGain(gain, 2)))).toEqual([0, -0, 1]);
  });
});

test("extents are said in the largest unit of which the longest side has one", () => {
  expect(formatExtent([40, 100, 100], [1, 1, 1])).toBe("40 × 100 × 100\u00A0nm");
  expect(formatExtent([50, 800, 800], [40, 10, 10])).toBe("2.0 × 8.0 × 8.0\u00A0µm");
  expect(formatExtent([353, 52, 42], [1e6, 1e6, 1e6])).toBe("353.0 × 52.0 × 42.0\u00A0mm");
});
