import { expect, test } from "vitest";
import { analyse } from "../../core/network/analysis.ts";
import unet from "./unet.ts";

const parameters = (options: Record<string, number | string>, extent: number, classes = 2) => {
  const decoded = unet.decode(options, { channels: 1, classes, patch: [1, extent, extent] });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return analyse(decoded.network, { spatial: [extent, extent], channels: 1 }).parameters;
};

test("the published U-Net has 31 030 658 parameters, the small preset 481 762 (spec 5)", () => {
  expect(parameters({ base: 64, depth: 4, norm: "none", up: "transposed" }, 64)).toBe(31_030_658);
  expect(parameters({ base: 16, depth: 3, norm: "none", up: "transposed" }, 64)).toBe(481_762);
});

test("a patch that cannot be halved often enough is illegal, with the reason", () => {
  expect(unet.decode({ depth: 3 }, { channels: 1, classes: 2, patch: [1, 64, 60] })).toEqual({
    illegal: { kind: "extent", because: "60 px cannot be halved 3 times." },
  });
});
