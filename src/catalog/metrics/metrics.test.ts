import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparedPart, type ComparedPart, type ComparedRegion } from "../../core/image/comparePart.ts";
import { countConfusion, emptyConfusion } from "../../core/image/confusion.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { DEFAULT_METRIC, CLASS_METRIC, SECOND_METRIC } from "../../core/judging/defaultMetrics.ts";
import type { Metric } from "../../core/judging/metric.ts";
import { classValuesOf, valueOf } from "../../core/judging/scores.ts";
import { minimised } from "../../core/space/objective.ts";
import { finalScores, meanMetric, metrics, objectiveOf, rewardMetrics, scoresOf, valueMetrics } from "./index.ts";

const CLASSES = 4;

/** One slice of truth and prediction, rows of digits; "." is unlabelled. */
function region(truth: readonly string[], prediction: readonly string[], classes = CLASSES): ComparedRegion {
  const labels = (rows: readonly string[]) =>
    Uint8Array.from(Array.from(rows.join(""), (letter) => (letter === "." ? UNLABELLED : Number(letter))));
  return { shape: [1, truth.length, truth[0]!.length], classes, truth: labels(truth), prediction: labels(prediction) };
}

const part = (...regions: readonly ComparedRegion[]): ComparedPart => comparedPart(regions, regions[0]!.classes);

/** All that a metric says, of one value or of every class. */
function measured(metric: Metric, { confusion, regions }: ComparedPart): readonly (number | null)[] {
  if (metric.from === "labels") return [metric.measure(regions)];
  const found = metric.measure(confusion, confusion.classes);
  return typeof found === "object" && found !== null ? found : [found];
}

const value = (id: string, of: ComparedPart): number => valueOf(finalScores(of), id)!;

const WIDTH = 7;
const labelMap = (label: fc.Arbitrary<number>) =>
  fc.array(label, { minLength: WIDTH * 5, maxLength: WIDTH * 5 }).map((labels) => Uint8Array.from(labels));
const classIndex = fc.nat(CLASSES - 1);
const truths = labelMap(fc.oneof({ weight: 8, arbitrary: classIndex }, fc.constant(UNLABELLED)));
const predictions = labelMap(classIndex);
const partOf = (truth: Uint8Array, prediction: Uint8Array) =>
  part({
    shape: [1, 5, WIDTH],
    classes: CLASSES,
    boundary: { index: CLASSES - 1, parts: "slices" },
    truth,
    prediction,
  });

describe.each(metrics.list.map((metric) => [metric.id, metric] as const))("metric %s", (_, metric) => {
  const best = metric.goal === "maximise" ? metric.range[1] : metric.range[0];

  test("says in words what it is, and where it is from", () => {
    expect(metric.description).toMatch(/\(.*\d.*\)|et al\. \d{4}|no voxels/);
    expect(metric.label).not.toBe("");
    expect(metric.shortLabel).not.toBe("");
    if (metric.goal === "maximise") expect(metric.range[1]).toBe(1);
  });

  test("stays within its range", () => {
    fc.assert(
      fc.property(truths, predictions, (truth, prediction) => {
        for (const found of measured(metric, partOf(truth, prediction)).filter((one) => one !== null)) {
          expect(found).toBeGreaterThanOrEqual(metric.range[0]);
          expect(found).toBeLessThanOrEqual(metric.range[1]);
        }
      }),
    );
  });

  test("is best for a perfect prediction, whatever lies where nobody annotated", () => {
    fc.assert(
      fc.property(truths, predictions, (truth, other) => {
        const prediction = truth.map((label, voxel) => (label === UNLABELLED ? other[voxel]! : label));
        const foreground = truth.some((label) => label !== 0 && label !== UNLABELLED);
        fc.pre(foreground);
        for (const found of measured(metric, partOf(truth, prediction)).filter((one) => one !== null))
          expect(found).toBeCloseTo(best, 12);
      }),
    );
  });

  test("does not depend on how the voxels that nobody annotated were predicted", () => {
    fc.assert(
      fc.property(truths, predictions, predictions, (truth, prediction, other) => {
        const changed = prediction.map((label, voxel) => (truth[voxel] === UNLABELLED ? other[voxel]! : label));
        expect(measured(metric, partOf(truth, changed))).toEqual(measured(metric, partOf(truth, prediction)));
      }),
    );
  });

  test("does not depend on the order of the foreground classes", () => {
    const swap = (labels: Uint8Array) => labels.map((label) => (label === 1 ? 2 : label === 2 ? 1 : label));
    const swapped = (values: readonly (number | null)[]) =>
      values.length > 1 ? [values[0]!, values[2]!, values[1]!, ...values.slice(3)] : values;
    fc.assert(
      fc.property(truths, predictions, (truth, prediction) => {
        const [one, other] = [
          measured(metric, partOf(truth, prediction)),
          measured(metric, partOf(swap(truth), swap(prediction))),
        ];
        swapped(other).forEach((found, index) =>
          found === null ? expect(one[index]).toBeNull() : expect(one[index]).toBeCloseTo(found, 9),
        );
      }),
    );
  });
});

describe("objects", () => {
  const boundary = { index: 2, parts: "slices" } as const;
  const truth = ["0000000", "0222222", "0212212", "0222222", "0000000"];
  const of = (...predictions: readonly (readonly string[])[]) =>
    finalScores(part(...predictions.map((prediction) => ({ ...region(truth, prediction, 3), boundary }))));

  test("are parted by the boundary: one of two that is joined to the other is found by neither", () => {
    const perfect = of(truth);
    const joined = of(["0000000", "0222222", "0211112", "0222222", "0000000"]);
    const [precision, quality, error] = ["averagePrecision", "panopticQuality", "adaptedRandError"].map(
      (id) => [valueOf(perfect, id), valueOf(joined, id)] as const,
    );
    expect(precision).toEqual([1, 0]);
    expect(quality).toEqual([1, 0]);
    // Pairs together in truth 2 x 9^2 of 18^2 in the prediction: precision 1/2, recall 1.
    expect(error![0]).toBe(0);
    expect(error![1]).toBeCloseTo(1 / 3, 12);
  });

  test("of two boxes are never the same", () => {
    const missed = ["0000000", "0222000", "0212000", "0222000", "0000000"];
    // 3 of 4 objects.
    expect(valueOf(of(truth, missed), "averagePrecision")).toBeCloseTo(3 / 4, 12);
    expect(valueOf(of(truth, missed), "panopticQuality")).toBeCloseTo(6 / 7, 12);
  });

  test("are not counted of labels without a boundary", () => {
    expect(finalScores(part(region(truth, truth, 3))).values).not.toHaveProperty("averagePrecision");
  });
});

test("what is optimised, shown and rewarded by default is there", () => {
  expect(objectiveOf(DEFAULT_METRIC)).toEqual({ metric: DEFAULT_METRIC, goal: "maximise" });
  expect(valueMetrics.map(({ id }) => id)).toContain(SECOND_METRIC);
  expect(rewardMetrics.map(({ id }) => id)).toContain(DEFAULT_METRIC);
  expect(meanMetric(CLASS_METRIC)).toBe(DEFAULT_METRIC);
});

test("only what every evaluation has can be optimised", () => {
  expect(() => objectiveOf("boundaryFScore")).toThrow("known: ");
  expect(() => objectiveOf("iou")).toThrow(/objective/);
});

describe("overlap", () => {
  const scored = (truth: readonly number[], prediction: readonly number[], classes: number) => {
    const matrix = emptyConfusion(classes);
    countConfusion(matrix, Uint8Array.from(truth), Uint8Array.from(prediction));
    return { matrix, scores: scoresOf(matrix) };
  };
  const truth = [0, 0, 0, 1, 1, 2, 2, 2, 2, 0];
  const prediction = [0, 0, 1, 1, 1, 2, 2, 0, 2, 0];
  const places = (values: readonly (number | null)[]) => values.map((one) => +one!.toFixed(6));

  test("the known answer of spec 0.2", () => {
    const { matrix, scores } = scored(truth, prediction, 3);
    expect([...matrix.counts]).toEqual([3, 1, 0, 0, 2, 0, 1, 0, 3]);
    expect(places(classValuesOf(scores, "iou"))).toEqual([0.6, 0.666667, 0.75]);
    expect(valueOf(scores, "meanIou")).toBeCloseTo(0.672222, 6);
    expect(places(classValuesOf(scores, "dice"))).toEqual([0.75, 0.8, 0.857143]);
    expect(valueOf(scores, "meanDice")).toBeCloseTo(0.802381, 6);
    expect(valueOf(scores, "foregroundDice")).toBeCloseTo((0.8 + 6 / 7) / 2, 12);
    expect(valueOf(scores, "logDice")).toBeCloseTo(-Math.log((0.8 + 6 / 7) / 2), 12);
    expect(valueOf(scores, "accuracy")).toBe(0.8);
  });

  test("a class in neither truth nor prediction is left out of the mean", () => {
    const { scores } = scored(truth, prediction, 4);
    expect(classValuesOf(scores, "iou")[3]).toBeNull();
    expect(valueOf(scores, "meanIou")).toBeCloseTo(0.672222, 6);
  });

  test("unlabelled voxels do not count, whatever is predicted there", () => {
    const { scores } = scored([...truth, UNLABELLED, UNLABELLED], [...prediction, 0, 2], 3);
    expect(valueOf(scores, "meanIou")).toBeCloseTo(0.672222, 6);
  });

  test("no voxels at all score 0, and −ln Dice ends at 9.2103 (spec 4.5)", () => {
    const { values } = scoresOf(emptyConfusion(3));
    expect([values.meanIou, values.meanDice, values.foregroundDice, values.accuracy]).toEqual([0, 0, 0, 0]);
    expect(values.logDice).toBeCloseTo(9.2103, 4);
    expect(values.adjustedRand).toBeNull();
  });

  test("Dice is 2 IoU / (1 + IoU), and counting in parts is counting the whole", () => {
    const pixels = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(pixels, pixels, (first, second) => {
        const all = [...first, ...second];
        const whole = scored(
          all.map(([t]) => t),
          all.map(([, p]) => p),
          4,
        );
        const matrix = emptyConfusion(4);
        for (const some of [first, second])
          countConfusion(
            matrix,
            Uint8Array.from(some, ([t]) => t),
            Uint8Array.from(some, ([, p]) => p),
          );
        expect(scoresOf(matrix)).toEqual(whole.scores);
        classValuesOf(whole.scores, "iou").forEach(
          (iou, index) =>
            iou !== null && expect(classValuesOf(whole.scores, "dice")[index]).toBeCloseTo((2 * iou) / (1 + iou), 12),
        );
      }),
    );
  });

  test("classes that are not scored count as misses and false hits of the others", () => {
    const { matrix } = scored([0, 0, 1, 2], [0, 2, 1, 1], 3);
    const scores = scoresOf(matrix, 2);
    expect(classValuesOf(scores, "iou")).toEqual([0.5, 0.5]);
    expect(valueOf(scores, "accuracy")).toBe(0.5);
  });

  test("strategies minimise: what is to grow is turned around, a logarithm is not", () => {
    const { scores } = scored(truth, prediction, 3);
    expect(minimised(objectiveOf("meanIou"), scores)).toBe(1 - valueOf(scores, "meanIou")!);
    expect(minimised(objectiveOf("logDice"), scores)).toBe(valueOf(scores, "logDice"));
    expect(minimised({ metric: "unheardOf", goal: "maximise" }, scores)).toBeNull();
  });
});

describe("adjusted Rand index", () => {
  test("the worked example of Hubert and Arabie's formula", () => {
    // Truth 000111, prediction 001122: of 15 pairs 6 and 3 are together, 2 in both; (2 − 1.2) / (4.5 − 1.2).
    expect(value("adjustedRand", part(region(["000111"], ["001122"])))).toBeCloseTo(0.8 / 3.3, 12);
  });

  test("does not ask what the parts are called", () => {
    expect(value("adjustedRand", part(region(["000111"], ["222000"])))).toBe(1);
  });

  test("one class everywhere is the same partition; one part against two is chance", () => {
    expect(value("adjustedRand", part(region(["0000"], ["1111"])))).toBe(1);
    expect(value("adjustedRand", part(region(["0011"], ["0000"])))).toBe(0);
  });
});

describe("Rand F-score", () => {
  test("two cells that were taken for one", () => {
    // Three and three voxels of truth in one segment of six: 2 · (9 + 9) / (18 + 36).
    expect(value("randFScore", part(region(["1110111"], ["1111111"])))).toBeCloseTo(36 / 54, 12);
  });

  test("a cell that was split by background", () => {
    // Seven voxels in segments of three and three and one alone: 2 · (9 + 9 + 1) / (49 + 18 + 1).
    expect(value("randFScore", part(region(["1111111"], ["1110111"])))).toBeCloseTo(38 / 68, 12);
  });

  test("segments do not touch by their corners, and are of one class", () => {
    const corners = region(["10", "01"], ["10", "01"]);
    expect(value("randFScore", part(corners))).toBe(1);
    expect(value("randFScore", part(region(["1122"], ["1111"])))).toBeCloseTo((2 * 8) / (8 + 16), 12);
  });

  test("slices count alike, and those without a foreground not at all", () => {
    const [good, half, none] = [region(["11"], ["11"]), region(["11"], ["10"]), region(["00"], ["11"])];
    expect(value("randFScore", part(good, half, none))).toBeCloseTo((1 + (2 * 2) / (4 + 2)) / 2, 12);
    expect(valueOf(finalScores(part(none)), "randFScore")).toBeNull();
  });
});

describe("boundary F-score", () => {
  const square = ["0000000000", "0111100000", "0111100000", "0111100000", "0000000000"];
  const moved = (by: number) => square.map((row) => `${"0".repeat(by)}${row}`.slice(0, row.length));

  test("a boundary within the tolerance is met, one beyond it is not", () => {
    expect(value("boundaryFScore", part(region(square, moved(2))))).toBe(1);
    // Moved by five voxels only the columns that face each other are met: 3 of 10, and 3 of 9 as one side lies at the rim.
    const far = value("boundaryFScore", part(region(square, moved(5))));
    expect(far).toBeCloseTo((2 * (3 / 10) * (3 / 9)) / (3 / 10 + 3 / 9), 12);
  });

  test("a class that was not found, or invented, scores 0; classes count alike", () => {
    const empty = square.map((row) => row.replaceAll("1", "0"));
    expect(value("boundaryFScore", part(region(square, empty)))).toBe(0);
    expect(value("boundaryFScore", part(region(empty, square)))).toBe(0);
    const invented = square.map((row, y) => (y === 2 ? row.slice(0, 9) + "2" : row));
    expect(value("boundaryFScore", part(region(square, invented)))).toBe(0.5);
    expect(valueOf(finalScores(part(region(empty, empty))), "boundaryFScore")).toBeNull();
  });

  test("the rim of the image and what nobody annotated are no boundary", () => {
    expect(valueOf(finalScores(part(region(["11", "11"], ["11", "11"]))), "boundaryFScore")).toBeNull();
    expect(valueOf(finalScores(part(region(["1.", "1."], ["10", "12"]))), "boundaryFScore")).toBeNull();
  });
});
