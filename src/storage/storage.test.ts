import { plainStudy } from "../testing/plainStudy.ts";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { withChecksum } from "../core/checksum.ts";
import { StudioError } from "../core/errors.ts";
import { assembleDataset } from "../core/image/assemble.ts";
import type { StudyEvent } from "../core/study/events.ts";
import { STUDY_VERSION } from "../core/study/spec.ts";
import { toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { asked, ended } from "../testing/trialEvents.ts";
import { decodeDataset, encodeDataset } from "./datasetFile.ts";
import { createMemoryFileStore } from "./memoryFileStore.ts";
import { openNodeFileStore } from "./nodeFileStore.ts";
import { hashOf } from "./hashOf.ts";
import { keepStudy, packStudy, unpackStudy } from "./studyFile.ts";
import { salvageFiles } from "./repair.ts";
import { openStudyFolder } from "./studyFolder.ts";
import { readLog } from "./studyLog.ts";

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
  {
    type: "trialAsked",
    trial: 0,
    stage: 0,
    label: "1",
    architecture: { kind: "genotype", genotype: { deltas: {} } },
    key: "k",
    reason: { text: "Drawn.", numbers: { moved: 2 } },
    cost: { parameters: 1, multiplyAdds: 2, trainingBytes: 3 },
    isPinned: false,
  },
  { type: "trialStarted", trial: 0, device: "simd", fromStep: 0 },
  {
    type: "trialReported",
    trial: 0,
    point: { step: 10, loss: 0.5, learningRate: 1e-3, scores: toyEvaluation(0.4, 10).scores },
  },
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
    expect((await folder.readLog()).events).toEqual(events.map((event) => ({ ...event, at: 7 })));
    expect(await folder.weightedTrials()).toEqual([0]);
    await folder.writeMask(0, 3, bytes(0, 1));
    await folder.writeMask(1, 3, bytes(1, 1));
    await folder.removeWeights(0);
    expect([await folder.readMask(0, 3), [...(await folder.readMask(1, 3))!], await folder.weightedTrials()]).toEqual([
      null,
      [1, 1],
      [],
    ]);
  });

  const line = (event: object) => `${JSON.stringify({ ...event, at: 1 })}\n`;
  const log = events.map(line).join("");

  test("logs cut anywhere are read up to the last whole line", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: log.length }), (cut) => {
        expect(readLog(log.slice(0, cut))).toMatchObject({ damage: null });
        expect(readLog(log.slice(0, cut)).events.length).toBe(log.slice(0, cut).split("\n").length - 1);
      }),
    );
  });

  test("a log goes on behind what a crash or a full disk left of its last line", async () => {
    for (const left of ["{", '{"type":"ren', log.slice(0, 40)]) {
      const { files } = await folderWith(events.slice(0, 3));
      await files.append("s/log.jsonl", new TextEncoder().encode(left));
      const folder = openStudyFolder(files, "s", () => 7);
      await folder.log.append(events.slice(3, 5));
      expect((await folder.readLog()).events.map(({ type }) => type)).toEqual(
        events.slice(0, 5).map(({ type }) => type),
      );
    }
  });

  test("a line that is no event, or contradicts those before it, ends what is read, and is named", () => {
    const [created, asked, started] = events as [StudyEvent, StudyEvent, StudyEvent];
    for (const [wrong, why] of [
      ['{"type":"nonsense"}\n', /type/],
      ["\0\0\0\n", /JSON/],
      [line(asked), /asks for trial 0 where trial 1 comes next/],
      [line({ ...started, trial: 4 }), /trial 4, which was never asked for/],
    ] as const) {
      const { events: read, study, damage } = readLog(line(created) + line(asked) + wrong + line(started));
      expect(read).toHaveLength(2);
      expect(study?.trials).toHaveLength(1);
      expect(damage).toMatchObject({ line: 3, lines: 4 });
      expect(damage?.because).toMatch(why);
    }
  });

  test("another version is named as such, in either direction", () => {
    const made = (version: number) => () =>
      readLog(line({ type: "studyCreated", spec: { ...spec, version, surprise: true } }));
    expect(made(99)).toThrow(/made by a later version .*version 99.*Update/);
    expect(made(1)).toThrow(/made by an earlier version .*version 1,/);
  });

  describe("of version 2", () => {
    const old = readFileSync(new URL("../core/study/fixtures/version2/rare.jsonl", import.meta.url), "utf8");
    const renamed = { type: "renamed", name: "gone on with" } as const;
    const opened = async (text: string) => {
      const files = createMemoryFileStore();
      await files.write("s/log.jsonl", new TextEncoder().encode(text));
      const stored = async () => new TextDecoder().decode((await files.read("s/log.jsonl"))!);
      return { files, folder: openStudyFolder(files, "s", () => 7), stored };
    };

    test("is read without a byte of it being changed, and written anew with the first event behind it", async () => {
      const { folder, stored } = await opened(old);
      const before = await folder.readLog();
      expect(await stored()).toBe(old);
      await folder.log.append([renamed]);
      const after = await folder.readLog();
      expect(after).toMatchObject({ damage: null, study: { spec: { version: STUDY_VERSION, name: "gone on with" } } });
      expect(after.events.slice(0, -1)).toEqual(before.events);
      const written = await stored();
      expect(written).toContain('"objective":{"metric":"logDice","goal":"minimise"}');
      await folder.log.append([renamed]);
      expect((await stored()).startsWith(written)).toBe(true);
    });

    test("stays as it was where the disk has no room for it", async () => {
      const { files, stored } = await opened(old);
      const full = { ...files, write: () => Promise.reject(new StudioError("DiskFull", "The disk is full.")) };
      await expect(openStudyFolder(full, "s").log.append([renamed])).rejects.toThrow("The disk is full.");
      expect(await stored()).toBe(old);
    });

    test("loses nothing of a damaged line, and what a crash left of a last one", async () => {
      const lines = old.trimEnd().split("\n");
      const { folder, stored } = await opened([...lines.slice(0, 5), "\0damaged", lines[5], '{"type":"ren'].join("\n"));
      expect((await folder.readLog()).damage).toMatchObject({ line: 6, lines: 7 });
      await folder.log.append([renamed]);
      const written = (await stored()).trimEnd().split("\n");
      expect([written.length, written[5]]).toEqual([8, "\0damaged"]);
      expect(salvageFiles({ "log.jsonl": new TextEncoder().encode(await stored()) }).lost).toEqual([6]);
    });

    test("is repaired into one of this version", () => {
      const { files, lost, study } = salvageFiles({ "log.jsonl": new TextEncoder().encode(old) });
      expect([lost, study.trials.length]).toEqual([[], 12]);
      expect(plainStudy(readLog(new TextDecoder().decode(files["log.jsonl"])).study)).toEqual(
        plainStudy(readLog(old).study),
      );
    });
  });

  test("a checkpoint, weights or a mask that were changed since are refused; older ones without a checksum are read", async () => {
    const { files, folder } = await folderWith(events);
    await folder.writeCheckpoint(0, bytes(1, 2, 3, 4));
    await folder.writeMask(0, 1, bytes(1, 2, 3, 4));
    expect([...(await folder.readCheckpoint(0))!]).toEqual([1, 2, 3, 4]);
    for (const [name, read] of [
      ["checkpoints/0.bin", () => folder.readCheckpoint(0)],
      ["weights/0.bin", () => folder.readWeights(0)],
      ["masks/0-1.bin", () => folder.readMask(0, 1)],
    ] as const) {
      const changed = (await files.read(`s/${name}`))!.slice();
      changed[1]! ^= 4;
      await files.write(`s/${name}`, changed);
      await expect(read(), name).rejects.toThrow(/checksum does not fit/);
      await files.write(`s/${name}`, bytes(9, 9));
      expect([...(await read())!]).toEqual([9, 9]);
    }
    expect(await folder.putCheckpointAside(0)).toBe("checkpoints/0.bin.damaged");
    expect(await folder.readCheckpoint(0)).toBeNull();
    expect([...(await files.read("s/checkpoints/0.bin.damaged"))!]).toEqual([9, 9]);
  });
});

describe("repairing a study", () => {
  const story: readonly StudyEvent[] = [
    events[0]!,
    asked(0),
    ended(0),
    asked(1),
    ended(1),
    asked(2),
    {
      type: "trialEnded",
      trial: 2,
      outcome: { status: "memoised", evaluation: toyEvaluation(0.5, 40), of: 1 },
      seconds: 0,
    },
    asked(3),
    ended(3),
  ];
  const salvaged = (
    damage: (lines: string[]) => void,
    extra: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {},
  ) => {
    const lines = story.map((event) => JSON.stringify({ ...event, at: 1 }));
    damage(lines);
    return salvageFiles({ "log.jsonl": new TextEncoder().encode(`${lines.join("\n")}\n`), ...extra });
  };

  test("leaves out a trial whose asking was lost, and moves the later ones up with their weights and pictures", () => {
    const { study, lost, files } = salvaged((lines) => (lines[3] = "\0\0\0"), {
      "weights/1.bin": bytes(1),
      "weights/3.bin": bytes(3),
      "masks/3-7.bin": bytes(37),
      "source.json": bytes(5),
    });
    expect(lost).toEqual([4, 5, 7]);
    expect(study.trials.map(({ label, status }) => [label, status])).toEqual([
      ["1", "finished"],
      ["3", "running"],
      ["4", "finished"],
    ]);
    expect(Object.keys(files).sort()).toEqual(["log.jsonl", "masks/2-7.bin", "source.json", "weights/2.bin"]);
    expect(readLog(new TextDecoder().decode(files["log.jsonl"]))).toMatchObject({
      damage: null,
      study: { trials: { length: 3 } },
    });
  });

  test("whatever lines are lost behind the first, what is saved is a study that reads whole", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: story.length - 1 }), { maxLength: 4 }), (places) => {
        const {
          events: kept,
          lost,
          files,
        } = salvaged((lines) => places.forEach((place) => (lines[place] = lines[place]!.slice(0, -3))));
        expect(kept.length + lost.length).toBe(story.length);
        expect(readLog(new TextDecoder().decode(files["log.jsonl"])).damage).toBeNull();
      }),
    );
  });

  test("weights whose checksum does not fit are left out, and named", () => {
    const sealed = withChecksum(bytes(1, 2, 3));
    const changed = sealed.slice();
    changed[0]! ^= 1;
    const { files, damagedFiles } = salvaged(() => undefined, { "weights/0.bin": sealed, "weights/1.bin": changed });
    expect(damagedFiles).toEqual(["weights/1.bin"]);
    expect(Object.keys(files).sort()).toEqual(["log.jsonl", "weights/0.bin"]);
  });

  test("networks of baselines keep the names of their content; one that was changed is left out", () => {
    const network = bytes(1, 2, 3);
    const name = `networks/${hashOf(network)}.onnx`;
    const other = `networks/${"0".repeat(64)}.onnx`;
    const { files, damagedFiles } = salvaged(() => undefined, { [name]: network, [other]: network });
    expect(damagedFiles).toEqual([other]);
    expect(Object.keys(files).sort()).toEqual(["log.jsonl", name]);
  });

  test("two tellings of one trial become one", () => {
    expect(salvaged((lines) => lines.splice(3, 0, lines[1]!, lines[2]!)).lost).toEqual([4, 5]);
  });

  test("without its first line nothing can be saved", () => {
    expect(() => salvaged((lines) => (lines[0] = "{"))).toThrow(/first line .* is damaged/);
  });
});

describe("an ONNX file of a study", () => {
  test("is kept by the hash of its content, and travels with the study", async () => {
    const { files, folder } = await folderWith(events);
    const hash = await folder.writeNetwork(bytes(7, 8));
    expect(await folder.readNetwork(hash)).toEqual(bytes(7, 8));
    expect(await folder.readNetwork("0".repeat(64))).toBeNull();
    const { files: packed } = await unpackStudy(await packStudy(files, "s", { withData: false }));
    expect(packed[`networks/${hash}.onnx`]).toEqual(bytes(7, 8));
  });

  test("that was changed since is refused", async () => {
    const { files, folder } = await folderWith(events);
    const hash = await folder.writeNetwork(bytes(7, 8));
    await files.write(`s/networks/${hash}.onnx`, bytes(7, 9));
    await expect(folder.readNetwork(hash)).rejects.toThrow(/was changed or damaged since it was kept/);
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
    expect(plainStudy(whole.study)).toEqual(plainStudy(small.study));
    const kept = createMemoryFileStore();
    await keepStudy(whole, kept, "copy");
    const copy = openStudyFolder(kept, "copy");
    expect((await copy.readLog()).events).toEqual((await folder.readLog()).events);
    expect((await copy.readDataset())?.id).toBe(dataset.id);
  });

  const log = strToU8(events.map((event) => `${JSON.stringify({ ...event, at: 1 })}\n`).join(""));
  const refused = (contents: Parameters<typeof zipSync>[0]) => expect(unpackStudy(zipSync(contents))).rejects;

  test("is refused with a reason when it is hostile or damaged", async () => {
    await refused({ "log.jsonl": log, "../evil.txt": strToU8("x") }).toThrow(/would leave its folder/);
    await refused({ "log.jsonl": log, "/abs": strToU8("x") }).toThrow(/would leave its folder/);
    await refused({ "log.jsonl": log, "data.bin": [new Uint8Array(40_000_000), { level: 9 }] }).toThrow(
      /would unpack to 40 MB/,
    );
    await refused({ "readme.txt": strToU8("hello") }).toThrow(/no log\.jsonl/);
    await refused({ "log.jsonl": strToU8('{"type":"renamed","at":1,"name":"x"}\n') }).toThrow(
      /Line 1 of the study's log is damaged.*must begin with/,
    );
    await refused({ "log.jsonl": strToU8('{"type":"studyCreated","at":1}\n') }).toThrow(/Line 1 .*spec/);
    await refused({ "log.jsonl": log, "data.bin": strToU8("no dataset") }).toThrow(/data cannot be read/);
    const whole = zipSync({ "log.jsonl": log });
    await expect(unpackStudy(whole.slice(0, whole.length - 30))).rejects.toThrow(/damaged or cut off/);
    await expect(unpackStudy(strToU8("not a zip at all"))).rejects.toThrow(/damaged or cut off/);
  });

  test("never throws anything but a refusal for bytes changed at random", async () => {
    const whole = zipSync({ "log.jsonl": log, "weights/0.bin": strToU8("weights") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const changed = whole.slice();
          for (const [at, value] of changes) changed[at] = value;
          const outcome = await unpackStudy(changed).then(
            () => "read",
            (error: unknown) => (error as Error).name,
          );
          expect(["read", "BadStudyFile", "OtherVersion"]).toContain(outcome);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const volume = {
  shape: [3, 2, 2] as const,
  data: Uint16Array.from({ length: 12 }, (_, index) => index * 300),
  voxelSizeNm: [40, 10, 10] as const,
};
const labels = {
  shape: [3, 2, 2] as const,
  data: Uint8Array.from([0, 1, 255, 0, 1, 1, 0, 0, 1, 0, 1, 0]),
  classes: spec.task.classes,
};
const range = (from: number, to: number) => ({ from, to });
const dataset = assembleDataset("tiny", { volume }, labels, {
  axis: "slices",
  train: range(0, 1),
  validation: range(1, 2),
  test: range(2, 3),
});

test("a dataset is written and read back to the voxel; cut off, it is refused", () => {
  const written = encodeDataset(dataset);
  expect(decodeDataset(written)).toEqual(dataset);
  expect(() => decodeDataset(written.slice(0, -1))).toThrow(/its header speaks of/);
  const changed = written.slice();
  changed[written.length - 20]! ^= 1;
  expect(() => decodeDataset(changed)).toThrow(/checksum does not fit/);
});
