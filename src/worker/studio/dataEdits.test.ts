import { describe, expect, test } from "vitest";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { proposeSplit } from "../../core/image/dataset.ts";
import type { DataEdit } from "../studioApi.ts";
import { applyDataEdit, wholeSize, type DataChoices } from "./dataEdits.ts";

const SHAPE = [24, 64, 64] as const;
const choices: DataChoices = {
  mapping: {
    values: [0, 10, 20, 30].map((value, classIndex) => ({ value, voxels: 5, classIndex })),
    classes: ["background", "cell", "vessel", "nerve"].map((name) => ({ name, color: "none" })),
  },
  split: proposeSplit(SHAPE, 0),
  gap: 0,
  voxelSizeNm: [null, null, null],
};
const after = (...edits: readonly DataEdit[]) =>
  edits.reduce((held, edit) => applyDataEdit(held, edit, { shape: SHAPE, subjects: undefined }), choices);
const names = ({ mapping }: DataChoices) =>
  mapping!.values.map(({ classIndex }) => (classIndex === UNLABELLED ? null : mapping!.classes[classIndex]!.name));

describe("edits of the data", () => {
  test("name one axis each: the others stay unknown until they are typed", () => {
    const one = after({ type: "voxelSize", axis: "z", nm: 50 });
    expect([one.voxelSizeNm, wholeSize(one.voxelSizeNm)]).toEqual([[50, null, null], null]);
    const all = after(
      { type: "voxelSize", axis: "z", nm: 50 },
      { type: "voxelSize", axis: "x", nm: 4 },
      { type: "voxelSize", axis: "y", nm: 4 },
    );
    expect(wholeSize(all.voxelSizeNm)).toEqual([50, 4, 4]);
    expect(wholeSize(applyDataEdit(all, { type: "voxelSize", axis: "y", nm: null }, null).voxelSizeNm)).toBeNull();
  });

  test("name classes by a value: merges in a row hit the classes that were meant, though their rows have moved", () => {
    expect(
      names(after({ type: "mergeClass", value: 10, into: 0 }, { type: "mergeClass", value: 20, into: 30 })),
    ).toEqual(["background", "background", "nerve", "nerve"]);
    expect(names(after({ type: "leaveOutClass", value: 0 }, { type: "nameClass", value: 30, name: "axon" }))).toEqual([
      null,
      "cell",
      "vessel",
      "axon",
    ]);
    expect(
      names(after({ type: "mergeClass", value: 30, into: 10 }, { type: "mergeClass", value: 10, into: 30 })),
    ).toEqual(["background", "cell", "vessel", "cell"]);
  });

  test("several classes are merged at once, the one they go into among them or not", () => {
    const merge = (values: readonly number[], into: number): DataEdit => ({ type: "mergeClasses", values, into });
    expect(names(after(merge([10, 30], 20)))).toEqual(["background", "vessel", "vessel", "vessel"]);
    expect(names(after(merge([0, 10, 20], 10)))).toEqual(["cell", "cell", "cell", "nerve"]);
    expect(names(after({ type: "mergeClass", value: 10, into: 0 }, merge([10, 0], 20)))).toEqual([
      "vessel",
      "vessel",
      "vessel",
      "nerve",
    ]);
    expect(after(merge([], 0))).toEqual(choices);
  });

  test("merging everything into one class, or a class that is gone, is refused and changes nothing", () => {
    const merge = (values: readonly number[], into: number) => () => after({ type: "mergeClasses", values, into });
    expect(merge([0, 10, 20, 30], 0)).toThrow(/at least two classes/);
    expect(merge([10, 99], 0)).toThrow(/Label value 99 belongs to no class/);
    expect(merge([10], 99)).toThrow(/Label value 99 belongs to no class/);
  });

  test("a value that was left out becomes a class once, however often it is asked for", () => {
    expect(
      names(
        after({ type: "leaveOutClass", value: 20 }, { type: "makeClass", value: 20 }, { type: "makeClass", value: 20 }),
      ),
    ).toEqual(["background", "cell", "class 3", "nerve"]);
  });

  test("arrows move an edge by so many, wherever it stands by then", () => {
    const by: DataEdit = { type: "moveEdge", edge: "trainEnd", by: -1 };
    expect(after(by, by, by).split!.train.to).toBe(choices.split!.train.to - 3);
  });

  test("a gap stays when an edge moves later", () => {
    const moved = after({ type: "gap", gap: 2 }, { type: "moveEdge", edge: "testStart", to: 20 });
    expect(moved.split!.test.from - moved.split!.validation.to).toBe(2);
  });

  test.each([
    [
      "the last two classes are kept apart",
      [
        { type: "mergeClass", value: 10, into: 0 },
        { type: "leaveOutClass", value: 20 },
        { type: "leaveOutClass", value: 30 },
      ],
      /at least two classes/,
    ],
    [
      "a class that is gone is said",
      [
        { type: "leaveOutClass", value: 20 },
        { type: "nameClass", value: 20, name: "x" },
      ],
      /Label value 20 belongs to no class/,
    ],
    ["a gap that leaves nothing is refused", [{ type: "gap", gap: 23 }], /A gap of 23 leaves nothing to train on/],
  ] as const)("%s", (_, edits, message) => {
    expect(() => after(...edits)).toThrow(message);
  });
});
