import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { assembleDataset } from "../core/image/assemble.ts";
import type { StudyEvent } from "../core/search/study.ts";
import { toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { decodeDataset, encodeDataset } from "./datasetFile.ts";
import { createMemoryFileStore } from "./memoryFileStore.ts";
import { openNodeFileStore } from "./nodeFileStore.ts";
import { keepStudy, packStudy, unpackStudy } from "./studyFile.ts";
import { openStudyFolder, parseLog } from "./studyFolder.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

describe.each([
  ["memory", () => createMemoryFileStore()],
  ["disk", () => openNodeFileStore(mkdtempSync(join(tmpdir(), "cristae-files-")))],
])("file store in %s", (_name, open) => {
  test("writes, appends, lists, measures and removes", async () => {
    const files = open();
    expect(await files.read("a/b.bin")).toBeNull();
    expect(await files.list("a")).toEqual([]);
    await files.write("a/b.bin", bytes(1, 2));
    await files.write("a/b.bin", bytes(3));
    await files.append("a/log", bytes(4));
    await files.append("a/log", bytes(5, 6));
    expect([...(await files.read("a/b.bin"))!]).toEqual([3]);
    expect([...(await files.read("a/log"))!]).toEqual([4, 5, 6]);
    expect([...(await files.list("a"))].sort()).toEqual(["b.bin", "log"]);
    expect(await files.size("a")).toBe(4);
    await files.remove("a/log");
    await files.remove("a/nothing");
    expect(await files.list("a")).toEqual(["b.bin"]);
    await files.remove("a");
    expect(await files.size("a")).toBe(0);
  });
});

const spec = toySpec();
const events: readonly StudyEvent[] = [
  { type: "studyCreated", spec },
  { type: "trialAsked", trial: 0, stage: 0, label: "1", architecture: { kind: "genotype", genotype: { deltas: {} } }, key: "k", reason: { text: "Drawn.", numbers: { moved: 2 } }, cost: { parameters: 1, multiplyAdds: 2, trainingBytes: 3 }, isPinned: false },
  { type: "trialStarted", trial: 0, device: "simd", fromStep: 0 },
  { type: "trialReported", trial: 0, point: { step: 10, loss: 0.5, learningRate: 1e-3, scores: toyEvaluation(0.4, 10).scores } },
  { type: "trialEnded", trial: 0, outcome: { status: "finished", evaluation: toyEvaluation(0.5, 40) }, seconds: 2 },
  { type: "trialTested", trial: 0, evaluation: toyEvaluation(0.45, 40) },
  { type: "pointPlaced", point: { id: 1, at: [0, 1, 2], tail: [0, 0], note: "here" } },
];

async function folderWith(list: readonly StudyEvent[]) {
  const files = createMemoryFileStore();
  const folder = openStudyFolder(files, "s", () => 7);
  await folder.log.append(list);
  await folder.writeWeights(0, bytes(1, 2, 3));
  return { files, folder };
}

describe("a study's folder", () => {
  test("gives back the events it was given, with their time", async () => {
    const { folder } = await folderWith(events);
    expect(await folder.events()).toEqual(events.map((event) => ({ ...event, at: 7 })));
    expect(await folder.weightedTrials()).toEqual([0]);
    await folder.writeMask(0, 3, bytes(0, 1));
    await folder.writeMask(1, 3, bytes(1, 1));
    await folder.removeWeights(0);
    expect([await folder.readMask(0, 3), [...(await folder.readMask(1, 3))!], await folder.weightedTrials()]).toEqual([null, [1, 1], []]);
  });

  test("a last line that a crash cut off is dropped, damage before it is named by line", () => {
    const line = (event: object) => `${JSON.stringify({ ...event, at: 1 })}\n`;
    const log = events.map(line).join("");
    expect(parseLog(log.slice(0, -5))).toHaveLength(events.length - 1);
    expect(() => parseLog(`${line(events[0]!)}{"type":"nonsense"}\n`)).toThrow(/Line 2 of the study's log/);
  });

  test("logs cut anywhere are read up to the last whole line", () => {
    const log = events.map((event) => `${JSON.stringify({ ...event, at: 1 })}\n`).join("");
    fc.assert(fc.property(fc.integer({ min: 0, max: log.length }), (cut) => {
      expect(parseLog(log.slice(0, cut)).length).toBe(log.slice(0, cut).split("\n").length - 1);
    }));
  });
});

describe("a study file", () => {
  test("carries a study whole, with or without its data", async () => {
    const { files, folder } = await folderWith(events);
    await folder.writeDataset(dataset);
    await folder.writeMask(0, 2, bytes(1, 0));
    const small = await unpackStudy(await packStudy(files, "s", { withData: false }));
    expect(Object.keys(small.files).sort()).toEqual(["log.jsonl", "masks/0-2.bin", "weights/0.bin"]);
    const whole = await unpackStudy(await packStudy(files, "s", { withData: true }));
    expect(whole.study).toEqual(small.study);
    const kept = createMemoryFileStore();
    await keepStudy(whole, kept, "copy");
    const copy = openStudyFolder(kept, "copy");
    expect(await copy.events()).toEqual(await folder.events());
    expect((await copy.readDataset())?.id).toBe(dataset.id);
  });

  const log = strToU8(events.map((event) => `${JSON.stringify({ ...event, at: 1 })}\n`).join(""));
  const refused = (contents: Parameters<typeof zipSync>[0]) => expect(unpackStudy(zipSync(contents))).rejects;

  test("is refused with a reason when it is hostile or damaged", async () => {
    await refused({ "log.jsonl": log, "../evil.txt": strToU8("x") }).toThrow(/would leave its folder/);
    await refused({ "log.jsonl": log, "/abs": strToU8("x") }).toThrow(/would leave its folder/);
    await refused({ "log.jsonl": log, "data.bin": [new Uint8Array(40_000_000), { level: 9 }] }).toThrow(/would unpack to 40 MB/);
    await refused({ "readme.txt": strToU8("hello") }).toThrow(/no log\.jsonl/);
    await refused({ "log.jsonl": strToU8('{"type":"renamed","at":1,"name":"x"}\n') }).toThrow(/does not begin with its creation/);
    await refused({ "log.jsonl": strToU8('{"type":"studyCreated","at":1}\n') }).toThrow(/Line 1 .*spec/);
    await refused({ "log.jsonl": log, "data.bin": strToU8("no dataset") }).toThrow(/data cannot be read/);
    const whole = zipSync({ "log.jsonl": log });
    await expect(unpackStudy(whole.slice(0, whole.length - 30))).rejects.toThrow(/damaged or cut off/);
    await expect(unpackStudy(strToU8("not a zip at all"))).rejects.toThrow(/damaged or cut off/);
  });

  test("never throws anything but a refusal for bytes changed at random", async () => {
    const whole = zipSync({ "log.jsonl": log, "weights/0.bin": strToU8("weights") });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), async (changes) => {
        const changed = whole.slice();
        for (const [at, value] of changes) changed[at] = value;
        const outcome = await unpackStudy(changed).then(() => "read", (error: unknown) => (error as Error).name);
        expect(["read", "BadStudyFile"]).toContain(outcome);
      }),
      { numRuns: 60 },
    );
  });
});

const volume = { shape: [3, 2, 2] as const, data: Uint16Array.from({ length: 12 }, (_, index) => index * 300), voxelSizeNm: [40, 10, 10] as const };
const labels = { shape: [3, 2, 2] as const, data: Uint8Array.from([0, 1, 255, 0, 1, 1, 0, 0, 1, 0, 1, 0]), classes: spec.task.classes };
const range = (from: number, to: number) => ({ from, to });
const dataset = assembleDataset("tiny", volume, labels, { axis: "slices", train: range(0, 1), validation: range(1, 2), test: range(2, 3) });

test("a dataset is written and read back to the voxel; cut off, it is refused", () => {
  const written = encodeDataset(dataset);
  expect(decodeDataset(written)).toEqual(dataset);
  expect(() => decodeDataset(written.slice(0, -1))).toThrow(/its header speaks of/);
});
