import { unzipSync } from "fflate";
import { beforeAll, describe, expect, test } from "vitest";
import { exportCase, networkSources, subjectOf, type ExportCase } from "../../testing/exportCases.ts";
import { networkFormats } from "./index.ts";
import { networkWriters } from "./writers.ts";

let given: ExportCase;
beforeAll(async () => {
  given = await exportCase("contract", networkSources[0]!.network(0), [64, 64], 1);
});

const proof = {
  runtime: "a test",
  where: "slice 3",
  largestDifference: 2e-6,
  relativeDifference: 1e-5,
  checkedAt: "2026-01-01T00:00:00.000Z",
};

describe.each(networkFormats.list)("network format $id", (format) => {
  test.each(format.outputs)("writes files that begin with its own, for %s", async (output) => {
    const writer = await networkWriters[format.id]();
    const files = await writer.write({ ...subjectOf(given, output), proof });
    expect(files[0]!.path.endsWith(`.${format.extension}`)).toBe(true);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    for (const { bytes } of files) expect(bytes.length).toBeGreaterThan(0);
  });

  test("names study, trial, data, voxel size, classes, licence, version and proof somewhere in its files", async () => {
    const writer = await networkWriters[format.id]();
    const files = await writer.write({ ...subjectOf(given), proof });
    const parts = files.flatMap(({ path, bytes }) =>
      path.endsWith(".zip") ? Object.values(unzipSync(bytes)) : [bytes],
    );
    const text = parts.map((bytes) => new TextDecoder("latin1").decode(bytes)).join("\n");
    const words = ["A study", "Any stack", "Mean IoU", "50", "membrane", "not stated", "0.0.0", "0.000002|2.0e-6"];
    expect(words.filter((word) => !new RegExp(word).test(text))).toEqual([]);
  });
});
