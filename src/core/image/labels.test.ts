import { describe, expect, test } from "vitest";
import { checkClasses, refuseUnteachable } from "./checkClasses.ts";
import { classTable } from "./classTable.ts";
import type { Split } from "./dataset.ts";
import { applyMapping, proposeMapping, UNLABELLED } from "./labelMap.ts";
import { parseLabelValues, wholeLabels } from "./labelValues.ts";
import { mergeClass } from "./mappingEdits.ts";
import { matchLabels, type MatchOptions, type ValuedLabels } from "./matchLabels.ts";
import type { Shape3 } from "./volume.ts";

const whole = (...values: readonly number[]) => wholeLabels({ data: Float32Array.from(values) });

describe("label values", () => {
  test("within 1e-4 of a whole number are that number, and it is told", () => {
    const { volume, notes } = whole(0, 1, 0.99999994, 2.00009, -1.00005);
    expect([...volume.data]).toEqual([0, 1, 1, 2, -1]);
    expect(notes).toEqual(["3 label values were within 0.0001 of a whole number and were rounded."]);
    expect(whole(0, 1, -0).notes).toEqual([]);
  });

  test("with fractions are refused", () => {
    expect(() => whole(0, 0.25, 1, 0.75)).toThrow("The labels: 2 of 4 voxels hold fractions, such as 0.75.");
    expect(() => whole(0, 1.001)).toThrow(/fractions/);
    expect(() => whole(0, Infinity)).toThrow(/fractions/);
  });

  test("of whole types and NaN are left as they are", () => {
    const data = Int16Array.of(-3, 400);
    expect(wholeLabels({ data }).volume.data).toBe(data);
    expect([...whole(NaN, 1).volume.data]).toEqual([NaN, 1]);
  });

  test("are read from a list", () => {
    expect(parseLabelValues("--unlabelled", "255,-1, nan")).toEqual([255, -1, NaN]);
    expect(parseLabelValues("--unlabelled", "#ff0000,0x10")).toEqual([0xff0000, 16]);
    expect(parseLabelValues("--unlabelled", "none")).toEqual([]);
    expect(() => parseLabelValues("--ignore", "1,,2")).toThrow(/--ignore is "1,,2"; write label values with commas/);
  });
});

describe("what nobody annotated", () => {
  const unlabelled = (values: readonly number[], options = {}) =>
    proposeMapping({ data: Float64Array.from(values) }, options)
      .values.filter(({ classIndex }) => classIndex === UNLABELLED)
      .map(({ value }) => value);

  test.each([
    [[0, 1, 255], [255]],
    [[-1, 0, 1], [-1]],
    [
      [0, 1, 2, 65535, -1],
      [-1, 65535],
    ],
    [[0, 1, NaN], [NaN]],
    [[0, 255], []],
    [[0, 255, NaN], [NaN]],
    [[-1, 1], []],
    [[0, 128, 255], []],
    [[0, 254, 255], []],
  ])("of the values %j, %j are proposed", (values, expected) => expect(unlabelled(values)).toEqual(expected));

  test("is what was named, where something was", () => {
    expect(unlabelled([0, 1, 255], { unlabelled: [0] })).toEqual([0]);
    expect(unlabelled([0, 1, 255], { unlabelled: [] })).toEqual([]);
    expect(unlabelled([0, 1, 255], { isColor: true })).toEqual([]);
  });

  test("takes no class index, and classes keep the values they came from", () => {
    const labels = applyMapping(
      { shape: [1, 1, 4], data: Int16Array.of(-1, 0, 7, 0) },
      proposeMapping({ data: Int16Array.of(-1, 0, 7, 0) }),
    );
    expect([...labels.data]).toEqual([UNLABELLED, 0, 1, 0]);
    expect([labels.classes.map(({ values }) => values), labels.unlabelled]).toEqual([[[0], [7]], [-1]]);
  });
});

test("classes that were kept with a study keep the values of their file, and share them when they are merged", () => {
  const kept = {
    values: [0, 1, 2].map((value) => ({ value, voxels: 1, classIndex: value })),
    classes: [[0], [7], [9]].map((values, index) => ({ name: `class ${index}`, color: "none", values })),
  };
  const volume = { shape: [1, 1, 3] as Shape3, data: Uint8Array.of(0, 1, 2) };
  expect(applyMapping(volume, kept).classes.map(({ values }) => values)).toEqual([[0], [7], [9]]);
  const merged = applyMapping(volume, mergeClass(kept, 2, 1));
  expect([[...merged.data], merged.classes.map(({ values }) => values)]).toEqual([
    [0, 1, 1],
    [[0], [7, 9]],
  ]);
});

describe("truth and mask", () => {
  const labels = (values: readonly number[], rest: Partial<ValuedLabels> = {}): ValuedLabels => ({
    volume: { data: Int32Array.from(values) },
    isColor: false,
    ...rest,
  });
  const matched = (truth: ValuedLabels, mask: ValuedLabels, options?: MatchOptions) => {
    const { values, truth: actual, prediction, notes } = matchLabels(truth, mask, options);
    return { values, truth: [...actual], prediction: [...prediction], notes };
  };

  test.each([[[0, 255]], [[0, 7]], [[0, 256, 512]], [[-2, 5, 70_000]], [[3, 0xffffff]]])(
    "of the values %j are their own classes",
    (values) => {
      const own = matched(labels(values), labels(values));
      expect([own.values, own.truth, own.notes]).toEqual([values, own.prediction, []]);
    },
  );

  test("go by value where one lacks a class of the other", () => {
    expect(matched(labels([0, 1, 2]), labels([0, 2, 2]))).toMatchObject({
      values: [0, 1, 2],
      prediction: [0, 2, 2],
      notes: [],
    });
    const extra = matched(labels([0, 2, 2]), labels([0, 1, 2]));
    expect(extra).toMatchObject({ values: [0, 1, 2], truth: [0, 2, 2], prediction: [0, 1, 2] });
    expect(extra.notes).toEqual([
      "The prediction has 1, which the labels do not have: all of it counts as falsely seen.",
    ]);
  });

  test("that know different values are refused with both lists, until it is said which belong together", () => {
    const [truth, mask] = [labels([0, 7, 7]), labels([0, 255, 0])];
    expect(() => matchLabels(truth, mask)).toThrow(
      "The labels have 0, 7, the prediction has 0, 255; the labels do not know 255, the prediction lacks 7. Say which belong together, such as --match 255=7.",
    );
    expect(matched(truth, mask, { same: new Map([[255, 7]]) })).toMatchObject({
      values: [0, 7],
      prediction: [0, 1, 0],
    });
    expect(() => matchLabels(labels([0, 0xff0000], { isColor: true }), labels([0, 1]))).toThrow(
      /The labels have #000000, #ff0000, the prediction has 0, 1/,
    );
  });

  test("meet through the table of a mask, also where values were merged into one class", () => {
    const maskClasses = [
      { value: 0, name: "outside", color: "none", values: [0] },
      { value: 1, name: "cell", color: "#0072B2", values: [7, 9] },
    ];
    const mask = labels([0, 1, 1, 1], { maskClasses });
    expect(matched(labels([0, 7, 9, 7]), mask)).toMatchObject({
      values: [0, 7],
      truth: [0, 1, 1, 1],
      prediction: [0, 1, 1, 1],
    });
    expect(matched(labels([0, 1, 1, 0]), mask)).toMatchObject({ values: [0, 1], truth: [0, 1, 1, 0] });
    expect(matchLabels(labels([0, 7, 9, 7]), mask).names).toEqual(["outside", "cell"]);
    expect(matchLabels(labels([0, 1, 1, 0]), mask).notes).toEqual([
      expect.stringMatching(/class table of the prediction does not fit/),
    ]);
  });

  test("never meet by numbers that the table of the mask says mean something else; what the user says holds before it", () => {
    const maskClasses = [
      { value: 0, name: "a", color: "none", values: [-3] },
      { value: 1, name: "b", color: "none", values: [0] },
    ];
    const mask = labels([0, 1, 1, 0], { maskClasses });
    expect(() => matchLabels(labels([0, 1, 1, 0]), mask)).toThrow(/do not fit.*has -3, 0/);
    expect(
      matched(labels([0, 1, 1, 0]), mask, {
        same: new Map([
          [0, 1],
          [1, 0],
        ]),
      }),
    ).toMatchObject({ values: [0, 1], prediction: [1, 0, 0, 1] });
    expect(matchLabels(labels([0, 1, 1]), labels([0, 1, 255])).notes).toEqual([
      expect.stringMatching(/leaves open \(255\) count as wrong/),
    ]);
  });

  test("leave out what is unlabelled or ignored in the truth; what is no class in the mask is a miss", () => {
    expect(matched(labels([0, 1, 255, 1]), labels([0, 1, 1, 255]))).toMatchObject({
      values: [0, 1],
      truth: [0, 1, UNLABELLED, 1],
      prediction: [0, 1, 1, 2],
    });
    expect(matched(labels([0, 1, 2]), labels([0, 1, 0]), { ignore: [0] })).toMatchObject({
      values: [1, 2],
      truth: [UNLABELLED, 0, 1],
      prediction: [2, 0, 2],
    });
    expect(() => matchLabels(labels([0, 1]), labels([0, 1]), { ignore: [0, 1] })).toThrow(
      /No voxel of the labels is left/,
    );
  });
});

describe("the classes of a split", () => {
  const split: Split = {
    axis: "slices",
    train: { from: 0, to: 2 },
    validation: { from: 2, to: 3 },
    test: { from: 3, to: 4 },
  };
  /** Four slices of 1 × 4. */
  const map = (...values: readonly number[]) => {
    const volume = { shape: [4, 1, 4] as Shape3, data: Float64Array.from(values) };
    return applyMapping(volume, proposeMapping(volume));
  };
  const found = (...values: readonly number[]) =>
    checkClasses(map(...values), split).map(({ severity, title }) => `${severity}: ${title}`);

  test("are counted in each part, with the values they came from", () => {
    const table = classTable(map(0, 0, 0, 7, 0, 0, 7, 7, 0, 7, 0, NaN, 7, 7, 7, 7), split);
    expect(table.classes.map(({ values, voxels }) => [values, voxels])).toEqual([
      [[0], { train: 5, validation: 2, test: 0 }],
      [[7], { train: 3, validation: 1, test: 4 }],
    ]);
    expect(table.unlabelled).toEqual({ values: [NaN], voxels: { train: 0, validation: 1, test: 0 } });
    const columns = classTable(map(0, 0, 0, 7, 0, 0, 7, 7, 0, 7, 0, NaN, 7, 7, 7, 7), { ...split, axis: "columns" });
    expect(columns.classes.map(({ voxels }) => voxels.test)).toEqual([0, 3]);
  });

  test("that are complete give no finding", () =>
    expect(found(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1)).toEqual([]));

  test("that no training can tell apart are refused", () => {
    expect(found(...Array<number>(16).fill(3))).toEqual([
      'refuse: Every labelled voxel is of one class, "background" (value 3)',
    ]);
    expect(found(...Array<number>(8).fill(0), 0, 1, 0, 1, 1, 1, 1, 1)).toEqual([
      'refuse: The training part holds one class only, "background" (value 0)',
    ]);
    expect(found(...Array<number>(16).fill(NaN))[0]).toBe("refuse: The labels hold no labelled voxel");
    expect(found(0, 1, 0, 1, 0, 1, 0, 1, NaN, NaN, NaN, NaN, 0, 0, 1, 1)[0]).toBe(
      "refuse: The validation part has no labelled voxel",
    );
    expect(() => refuseUnteachable(map(...Array<number>(16).fill(3)), split)).toThrow(/There is nothing to tell apart/);
  });

  test("that a part lacks are named", () => {
    expect(found(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 2, 1, 0, 1, 0, 1)).toEqual([
      'warn: "class 2" is not in the training part',
    ]);
    expect(found(0, 1, 2, 3, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1)).toEqual([
      'warn: "class 1", "class 2" and "class 3" are not in the validation part',
    ]);
  });

  test("that were read as unlabelled are told", () => {
    expect(found(0, 1, 0, 1, 0, 1, 0, 255, 0, 1, 0, 1, 0, 255, 0, 1)).toEqual([
      "note: Value 255 (2 voxels) is read as unlabelled",
    ]);
  });

  test("that lie only along edges are smoothed edges", () => {
    const row = [0, 0, 0, 0, 0, 0, 0, 64, 128, 192, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];
    const volume = (line: readonly number[]) => ({
      shape: [4, 1, line.length] as Shape3,
      data: Uint8Array.from([...line, ...line, ...line, ...line]),
    });
    const warned = (line: readonly number[]) =>
      checkClasses(applyMapping(volume(line), proposeMapping(volume(line))), split).map(({ kind }) => kind);
    expect(warned(row)).toEqual(["smoothedEdges"]);
    expect(warned([0, 0, 0, 64, 64, 0, 0, 128, 128, 0, 0, 192, 192, 0, 0, 255, 255, 255, 255, 255])).toEqual([]);
    expect(warned([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4])).toEqual([]);
  });
});
