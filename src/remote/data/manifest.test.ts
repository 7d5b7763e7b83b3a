import { describe, expect, test } from "vitest";
import type { Dataset } from "../../core/image/dataset.ts";
import { proposeSplit } from "../../core/image/dataset.ts";
import { joinSets } from "../../core/image/sets/joinSets.ts";
import { decodeDataset, encodeDataset } from "../../storage/datasetFile.ts";
import { createRandom } from "../../core/random.ts";
import { voxelCount, type Shape3 } from "../../core/image/volume.ts";
import { partRegions } from "../../core/image/subjects.ts";
import { rowsOf } from "../../core/image/regionRows.ts";
import { prepareData } from "../../engine/trainingData.ts";
import { memoryBlobs } from "../blobs/blobStore.ts";
import { nodeHash } from "../blobs/nodeHash.ts";
import { fetchData } from "../joined/chunkCache.ts";
import { CHUNK_BYTES, packData } from "./manifest.ts";

const random = createRandom("voxels");
const shape = [12, 40, 50] as const;
const range = (from: number, to: number) => ({ from, to });
const intensity = { mean: 100, deviation: 30, low: 0, high: 60_000 };

function dataset(axis: "slices" | "columns", subjects?: Dataset["subjects"]): Dataset {
  const voxels = shape[0] * shape[1] * shape[2];
  return {
    ...{ id: "", name: "", ...(subjects && { subjects }) },
    volume: { shape, voxelSizeNm: [50, 4, 4], data: Uint16Array.from({ length: voxels }, () => random.int(1, 65_535)) },
    labels: {
      ...{
        shape,
        classes: [
          { name: "none", color: "none" },
          { name: "cell", color: "#fff" },
        ],
      },
      data: Uint8Array.from({ length: voxels }, () => random.int(0, 1)),
    },
    split: { axis, train: range(0, 6), validation: range(7, 9), test: range(9, 12) },
  };
}

describe.each(["slices", "columns"] as const)("data split by %s", (axis) => {
  const whole = dataset(axis);
  const { manifest, blobs } = packData(whole, intensity, nodeHash);
  const options = (more: object = {}) => ({
    client: { getBlob: (name: string) => Promise.resolve(blobs.get(name)!) },
    ...{ cache: memoryBlobs(), hash: nodeHash },
    ...more,
  });

  test("come to a worker as they are here, where it trains and validates; test voxels do not", async () => {
    const [there, here] = [await fetchData(manifest, options()), prepareData(whole, intensity)];
    expect({ ...there, image: null, labels: null }).toEqual({ ...here, image: null, labels: null });
    const inside = (part: "train" | "validation" | "test", of: typeof here) =>
      [...rowsOf(shape, partRegions(here, here.split, part))].map(([from, to]) => [
        of.image.slice(from, to),
        of.labels.slice(from, to),
      ]);
    for (const part of ["train", "validation"] as const) expect(inside(part, there)).toEqual(inside(part, here));
    const sent = new Set(
      [...blobs.values()].flatMap((bytes) => [...new Uint16Array(bytes.slice(0, bytes.length & ~1).buffer)]),
    );
    const [from, to] = [...rowsOf(shape, partRegions(here, here.split, "test"))][0]!;
    expect(whole.volume.data.slice(from, to).every((value) => sent.has(value))).toBe(false);
    expect(
      inside("test", there)
        .flat()
        .every((row) => new Set(row).size === 1),
    ).toBe(true);
  });

  test("are fetched once: what the cache has is not asked for again", async () => {
    let bytes = 0;
    const kept = options({ onFetched: (length: number) => void (bytes += length) });
    await fetchData(manifest, kept);
    const share = axis === "slices" ? 8 / 12 : 8 / 50;
    expect(bytes).toBeLessThan(share * shape[0] * shape[1] * shape[2] * 3 + 1_000);
    bytes = 0;
    await fetchData(manifest, kept);
    expect(bytes).toBe(0);
  });

  test("a damaged chunk is fetched again; one that stays damaged is refused", async () => {
    let damaged = 1;
    const flipped = (name: string) => {
      const chunk = blobs.get(name)!.slice();
      if (chunk.length > 2_000 && damaged-- > 0) chunk[5]! ^= 1;
      return Promise.resolve(chunk);
    };
    expect(await fetchData(manifest, options({ client: { getBlob: flipped } }))).toEqual(
      await fetchData(manifest, options()),
    );
    damaged = 99;
    await expect(fetchData(manifest, options({ client: { getBlob: flipped } }))).rejects.toThrow(/damaged, twice/);
  });
});

test("several sets stay apart on the way: a worker draws from each as often, and scores each", async () => {
  const setOf = (name: string, size: Shape3) => {
    const data = Float32Array.from({ length: voxelCount(size) }, () => random.float());
    const labels = Uint8Array.from({ length: data.length }, (_, at) => at % 2);
    const joined = { volume: { shape: size, data, voxelSizeNm: null } };
    const classes = dataset("slices").labels.classes;
    return { name, joined, labels: { shape: size, data: labels, classes }, split: proposeSplit(size) };
  };
  const joined = joinSets([setOf("A", [6, 20, 30]), setOf("B", [12, 30, 20])], null);
  const { manifest, blobs } = packData(joined, intensity, nodeHash);
  const there = await fetchData(manifest, {
    client: { getBlob: (name: string) => Promise.resolve(blobs.get(name)!) },
    ...{ cache: memoryBlobs(), hash: nodeHash },
  });
  expect(there.subjects).toEqual(joined.subjects);
  for (const part of ["train", "validation"] as const)
    expect(partRegions(there, there.split, part).map(({ set }) => set)).toEqual(["A", "B"]);
  expect(decodeDataset(encodeDataset(joined))).toEqual(joined);
});

test("large data are cut into chunks, of which equal ones are one", () => {
  const big = [3, 2048, 2048] as const;
  const voxels = big[0] * big[1] * big[2];
  const { blobs } = packData(
    {
      volume: { shape: big, voxelSizeNm: null, data: new Uint8Array(voxels) },
      labels: { shape: big, classes: [], data: new Uint8Array(voxels) },
      split: { axis: "slices", train: range(0, 1), validation: range(1, 2), test: range(2, 3) },
    },
    intensity,
    nodeHash,
  );
  expect([...blobs.values()].map(({ length }) => length)[0]).toBe(CHUNK_BYTES);
  expect(blobs.size).toBe(2);
});
