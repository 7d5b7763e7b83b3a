import { describe, expect, test } from "vitest";
import { UNLABELLED, type LabelMapping } from "../core/image/labelMap.ts";
import { classShares, unlabelledShare } from "./classShares.ts";
import { changeClass, makeClass, markUnlabelled, mergeClass } from "../core/image/mappingEdits.ts";

const mapping: LabelMapping = {
  values: [
    { value: 0, voxels: 70, classIndex: 0 },
    { value: 100, voxels: 20, classIndex: 1 },
    { value: 255, voxels: 10, classIndex: 2 },
  ],
  classes: [
    { name: "background", color: "none" },
    { name: "cell", color: "#0072B2" },
    { name: "vessel", color: "#E69F00" },
  ],
};
const indices = ({ values }: LabelMapping) => values.map(({ classIndex }) => classIndex);

describe("the class table", () => {
  test("marks a class as unlabelled, and the others close up", () => {
    const changed = markUnlabelled(mapping, 0);
    expect(indices(changed)).toEqual([UNLABELLED, 0, 1]);
    expect(changed.classes.map(({ name }) => name)).toEqual(["cell", "vessel"]);
    expect(unlabelledShare(changed)).toBeCloseTo(0.7);
  });

  test("merges a class into one before or after it", () => {
    expect(indices(mergeClass(mapping, 1, 2))).toEqual([0, 1, 1]);
    expect(indices(mergeClass(mapping, 2, 1))).toEqual([0, 1, 1]);
  });

  test("makes a class of a value that was left out", () => {
    const changed = makeClass(markUnlabelled(mapping, 0), 0);
    expect(indices(changed)).toEqual([2, 0, 1]);
    expect(changed.classes[2]).toEqual({ name: "class 2", color: "#E69F00" });
  });

  test("renames and recolours", () => {
    expect(changeClass(mapping, 1, { name: "Cell" }).classes[1]).toEqual({ name: "Cell", color: "#0072B2" });
  });

  test("knows the share of each class", () => {
    expect(classShares(mapping)).toEqual([0.7, 0.2, 0.1]);
  });
});
