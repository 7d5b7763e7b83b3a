import fc from "fast-check";
import { expect, test } from "vitest";
import { PATCH_SAMPLINGS, rareClasses, samplingReason, settledSampling } from "./patchSampling.ts";

const classes = ["Background", "Membrane", "Synapse"].map((name) => ({ name }));

test("a class is rare below 2 % of the labelled voxels, the rarest first; one that is not there is not rare", () => {
  expect(rareClasses([970, 19, 11, 0])).toEqual([
    { index: 2, share: 0.011 },
    { index: 1, share: 0.019 },
  ]);
  expect(rareClasses([980, 20])).toEqual([]);
});

test("the usual choice draws by class exactly where a class is rare", () => {
  expect(settledSampling("usual", [500, 495, 5])).toBe("classBalanced");
  expect(settledSampling("usual", [500, 450, 50])).toBe("uniform");
  expect(settledSampling("usual", [])).toBe("uniform");
});

test("a choice that was made stands, whatever the classes; what is settled stays so", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PATCH_SAMPLINGS), fc.array(fc.nat(1000)), (chosen, voxels) => {
      const settled = settledSampling(chosen, voxels);
      expect(settledSampling(settled, voxels)).toBe(settled);
      if (chosen !== "usual") expect(settled).toBe(chosen);
    }),
  );
});

test("the reason names the rarest class and its share", () => {
  expect(samplingReason(classes, [620, 374, 5.4])).toBe(
    "Patches are drawn by class, as Synapse has 0.54 % of the labelled training voxels, under 2 %.",
  );
  expect(samplingReason(classes, [10, 10, 10])).toBeNull();
});
