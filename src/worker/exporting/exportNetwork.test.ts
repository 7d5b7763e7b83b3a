import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { comparePart } from "../../core/image/comparePart.ts";
import { copyBox } from "../../core/image/patches.ts";
import { planTiles } from "../../core/image/tiling.ts";
import { regionShape, type Region } from "../../core/image/dataset.ts";
import { valueOf } from "../../core/judging/scores.ts";
import { finalScores } from "../../catalog/metrics/index.ts";
import { encodeOnnx } from "../../catalog/networkFormats/onnx/onnx.ts";
import { createStopper } from "../../core/run/signal.ts";
import { openDevice } from "../../engine/devices.ts";
import { mostProbable } from "../../engine/mostProbable.ts";
import { discs, smallUnet, testRecipe } from "../../engine/testTasks.ts";
import { trainNetwork } from "../../engine/training.ts";
import { exportCase, subjectOf } from "../../testing/exportCases.ts";
import { onnxWasm } from "../../testing/onnxWasm.ts";
import { openOnnx, type Values } from "../proof/onnxRuntime.ts";
import { checkClasses, compareScores } from "./proof.ts";
import { boxOfData, boxOfNoise, testShape } from "./testTile.ts";

beforeAll(() => openDevice("simd"));

test("an exported network scores on the validation part what the study says, to 1e-4", async () => {
  const data = discs(6, 40);
  const network = smallUnet();
  const trained = await trainNetwork(
    { network, data, recipe: testRecipe, seed: 1, dataSeed: 1 },
    {
      report: () => undefined,
      signal: createStopper().signal,
    },
  );
  const given = { ...(await exportCase("validated", network, [32, 32], 1)), weights: trained.weights };
  const subject = subjectOf({ ...given, intensity: { mean: 0, deviation: 1 } });
  const model = await openOnnx(encodeOnnx(subject), onnxWasm());
  const compared = await comparePart(data, "validation", async (region) => predicted(region));
  await model.close();
  const found = valueOf(finalScores(compared), DEFAULT_METRIC)!;
  expect(Math.abs(found - valueOf(trained.evaluation.scores, DEFAULT_METRIC)!)).toBeLessThan(1e-4);

  /** One slice, which one tile covers. */
  async function predicted(region: Region): Promise<Uint8Array<ArrayBuffer>> {
    const [tile] = planTiles(network, region);
    const whole = { z: { from: 0, to: 6 }, y: { from: 0, to: 40 }, x: { from: 0, to: 40 } };
    const grey = copyBox(data, whole, tile!.start, tile!.extents);
    const { data: scores } = await model.run({ shape: [1, 1, ...tile!.extents.slice(1)], data: grey });
    const [, height, width] = regionShape(region);
    const plane = tile!.outputExtents[1] * tile!.outputExtents[2];
    return Uint8Array.from({ length: height * width }, (_, at) => {
      const voxel = Math.floor(at / width) * tile!.outputExtents[2] + (at % width);
      return mostProbable(Float32Array.of(Number(scores[voxel]), Number(scores[plane + voxel])), 0, 2);
    });
  }
});

describe("the proof", () => {
  const tile = {
    where: "slice 1",
    spatial: [1, 2],
    grey: Float32Array.of(1, 2),
    outputSpatial: [1, 2],
    probabilities: Float32Array.of(0.9, 0.2, 0.1, 0.8),
  };
  const values = (...data: number[]): Values => ({ shape: [1, 2, 1, 2], data: Float32Array.from(data) });

  const compare = (given: Values, rounding = 1e-7) =>
    compareScores(given, tile, "a runtime", () => Promise.resolve(rounding));

  test("says by how much a file differs", async () => {
    const { largestDifference, where } = await compare(values(0.9, 0.20001, 0.1, 0.8));
    expect(largestDifference).toBeCloseTo(1e-5, 7);
    expect(where).toBe("slice 1");
  });

  test.each([
    ["differs by more than 1e-4 of the deviation", values(0.9, 0.21, 0.1, 0.79), /differs by 1\.0e-2/],
    ["gives no numbers", values(0.9, NaN, 0.1, 0.8), /differs/],
    ["gives another number of them", values(0.9, 0.2), /the studio's own network gives 1 × 2/],
  ])("refuses a file that %s", async (_, given, because) => {
    await expect(compare(given)).rejects.toThrow(because);
    await expect(compare(given)).rejects.toThrow(expect.objectContaining({ name: "NotProven" }));
  });

  test("refuses a file of a network that makes much of rounding, and says that it is the network", async () => {
    const given = values(0.9, 0.21, 0.1, 0.79);
    await expect(compare(given, 0.01)).rejects.toThrow(
      /the last bit of its grey values .* changes its output by 1\.0e-2/,
    );
    await expect(compare(given, 0.001)).rejects.toThrow(/Please report this network/);
  });

  test("refuses classes that are not the most probable", () => {
    const classes = (...data: number[]): Values => ({ shape: [1, 1, 2], data: Uint8Array.from(data) });
    expect(() => checkClasses(classes(0, 1), tile)).not.toThrow();
    expect(() => checkClasses(classes(1, 1), tile)).toThrow(/class 1 where the studio's own network gives class 0/);
  });
});

describe("the test tile", () => {
  test("is a part of the validation part, mirrored beyond the stack", () => {
    const { shape, image, split } = discs(6, 32);
    const volume = { shape, data: image, voxelSizeNm: null };
    const wanted = testShape(smallUnet(), undefined, "onnx");
    const box = boxOfData({ volume, split }, wanted);
    expect(box.where).toBe("slice 4");
    expect(box.grey).toHaveLength(wanted[0] * wanted[1] * wanted[2]);
    expect(box.grey.every((value) => Number.isFinite(value))).toBe(true);
  });

  test("is noise as bright as the training where there are no data", () => {
    const { grey } = boxOfNoise({ mean: 100, deviation: 10 }, [1, 64, 64]);
    const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
    expect(mean).toBeGreaterThan(98);
    expect(mean).toBeLessThan(102);
  });

  test("has the size of its images for a network that sees whole ones", () => {
    expect(testShape(smallUnet(), [1, 48, 48], "onnx")).toEqual([1, 48, 48]);
  });
});
