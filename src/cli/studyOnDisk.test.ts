import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { beforeEach, describe, expect, test } from "vitest";
import { assembleDataset } from "../core/image/assemble.ts";
import type { Split } from "../core/image/dataset.ts";
import { unnamedClasses, type LabelMap } from "../core/image/labelMap.ts";
import type { Volume } from "../core/image/volume.ts";
import type { StudyEvent } from "../core/study/events.ts";
import { STUDY_VERSION } from "../core/study/spec.ts";
import { toySpec } from "../testing/toyStudy.ts";
import { asked, ended } from "../testing/trialEvents.ts";
import { openStudyFolder } from "../storage/studyFolder.ts";
import { copyOnDisk, createOnDisk, openOnDisk, peekStudy } from "./studyOnDisk.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cristae-disk-"));
  file = join(folder, "s.cristae.zip");
});

const volume: Volume = { shape: [3, 4, 4], data: new Uint8Array(48).map((_, at) => at), voxelSizeNm: null };
const labels: LabelMap = {
  shape: [3, 4, 4],
  data: new Uint8Array(48).map((_, at) => at % 2),
  classes: unnamedClasses(2),
};
const split: Split = {
  axis: "slices",
  train: { from: 0, to: 1 },
  validation: { from: 1, to: 2 },
  test: { from: 2, to: 3 },
};

const created: StudyEvent = { type: "studyCreated", spec: toySpec() };
const left = () => readdirSync(folder).sort();

/** A packed study with this many trials. */
async function packed(trials: number): Promise<void> {
  const disk = await createOnDisk(file);
  await disk.folder.log.append([
    created,
    ...Array.from({ length: trials }, (_, trial) => [asked(trial), ended(trial)]).flat(),
  ]);
  await disk.pack();
  await disk.close();
}

/** Goes on with the study by one trial and is killed: the folder stays, the lock is that of a dead process. */
async function killedAfter(trial: number): Promise<void> {
  const disk = await openOnDisk(file);
  await disk.folder.log.append([asked(trial), ended(trial)]);
  cpSync(join(folder, "s.cristae"), join(folder, "kept"), { recursive: true });
  writeFileSync(join(folder, "packed"), readFileSync(file));
  await disk.close();
  cpSync(join(folder, "kept"), join(folder, "s.cristae"), { recursive: true });
  writeFileSync(file, readFileSync(join(folder, "packed")));
}

describe("a study on disk", () => {
  test("ends as one file, with nothing beside it", async () => {
    await packed(2);
    expect(left()).toEqual(["s.cristae.zip"]);
    expect((await peekStudy(file)).study.trials).toHaveLength(2);
  });

  test("keeps the data that it came with, however often it is gone on with", async () => {
    const dataset = assembleDataset("tiny", { volume }, labels, split);
    const disk = await createOnDisk(file);
    await disk.folder.log.append([created, asked(0), ended(0)]);
    await disk.folder.writeDataset(dataset);
    await disk.pack();
    await disk.close();
    const again = await openOnDisk(file);
    await again.folder.log.append([asked(1), ended(1)]);
    await again.pack();
    await again.close();
    const { files } = await peekStudy(file);
    expect((await openStudyFolder(files, "").readDataset())?.id).toBe(dataset.id);
  });

  test("goes on elsewhere as a copy that finds its data, and the first stays as it is", async () => {
    const disk = await createOnDisk(file);
    await disk.folder.log.append([created, asked(0), ended(0)]);
    await disk.folder.writeSource({ folder: "../data", image: "i.tif", labels: "l.tif" });
    await disk.pack();
    await disk.close();
    const before = readFileSync(file);
    mkdirSync(join(folder, "deeper"));
    const next = join(folder, "deeper", "next.cristae.zip");
    const copy = await copyOnDisk(file, next);
    expect(copy.study.trials.length).toBe(1);
    expect((await copy.folder.readSource())?.folder).toBe("../../data");
    await copy.folder.log.append([asked(1), ended(1)]);
    await copy.pack();
    await copy.close();
    expect((await peekStudy(next)).study.trials.length).toBe(2);
    expect(readFileSync(file)).toEqual(before);
    await expect(copyOnDisk(file, file)).rejects.toThrow(/--out is/);
  });

  test("of which nothing was tried, or with which nothing was done, leaves no trace", async () => {
    const empty = await createOnDisk(file);
    await empty.folder.log.append([created]);
    await empty.close();
    expect(left()).toEqual([]);
    await packed(1);
    const before = readFileSync(file);
    await (await openOnDisk(file)).close();
    expect(left()).toEqual(["s.cristae.zip"]);
    expect(readFileSync(file)).toEqual(before);
  });

  test("that something happened to is packed, also where its run then failed", async () => {
    await packed(1);
    const disk = await openOnDisk(file);
    await disk.folder.log.append([asked(1)]);
    await disk.close();
    expect(left()).toEqual(["s.cristae.zip"]);
    expect((await peekStudy(file)).study.trials).toHaveLength(2);
  });

  test("is the folder or the file, whichever knows more", async () => {
    await packed(1);
    await killedAfter(1);
    expect((await peekStudy(file)).study.trials).toHaveLength(2);
    const disk = await openOnDisk(file);
    expect(disk.study.trials).toHaveLength(2);
    await disk.pack();
    cpSync(join(folder, "kept"), join(folder, "s.cristae"), { recursive: true });
    const further = await openOnDisk(file);
    await further.folder.log.append([asked(2), ended(2)]);
    await further.pack();
    cpSync(join(folder, "kept"), join(folder, "s.cristae"), { recursive: true });
    expect((await peekStudy(file)).study.trials).toHaveLength(3);
    const last = await openOnDisk(file);
    expect(last.study.trials).toHaveLength(3);
    await last.close();
  });

  test("is read alike from file and folder where its log begins with a byte-order mark", async () => {
    await packed(1);
    await killedAfter(1);
    const log = join(folder, "s.cristae/log.jsonl");
    writeFileSync(log, `\ufeff${readFileSync(log, "utf8")}`);
    const disk = await openOnDisk(file);
    await disk.folder.log.append([asked(2), ended(2)]);
    await disk.pack();
    expect((await peekStudy(file)).study.trials).toHaveLength(3);
  });

  test("of version 2 is one study in the words of both versions: its file as it was, its folder gone on with", async () => {
    const old = readFileSync(new URL("../core/study/fixtures/version2/rare.jsonl", import.meta.url));
    writeFileSync(file, zipSync({ "log.jsonl": new Uint8Array(old) }));
    expect((await peekStudy(file)).study.trials).toHaveLength(12);
    const looked = await openOnDisk(file);
    await looked.close();
    expect(unzipSync(readFileSync(file))["log.jsonl"]).toEqual(new Uint8Array(old));
    await killedAfter(12);
    expect((await peekStudy(file)).study.trials).toHaveLength(13);
    const disk = await openOnDisk(file);
    await disk.folder.log.append([asked(13), ended(13)]);
    await disk.pack();
    expect((await peekStudy(file)).study).toMatchObject({ spec: { version: STUDY_VERSION }, trials: { length: 14 } });
    expect(left()).toEqual(["kept", "packed", "s.cristae.zip"]);
  });

  test("whose folder and file tell different stories is refused, and nothing is changed", async () => {
    await packed(1);
    await killedAfter(1);
    const log = join(folder, "s.cristae/log.jsonl");
    writeFileSync(log, readFileSync(log, "utf8").replace('"label":"1"', '"label":"9"'));
    for (const open of [openOnDisk, peekStudy])
      await expect(open(file)).rejects.toThrow(
        /hold different studies: 1 lines of their logs agree, then the file has 2 lines and the folder 4 .*mv /,
      );
    expect(left()).toEqual(["kept", "packed", "s.cristae", "s.cristae.zip"]);
  });

  test("is never replaced by one that knows less", async () => {
    await packed(1);
    const disk = await openOnDisk(file);
    await disk.folder.log.append([asked(1)]);
    const other = join(folder, "newer");
    writeFileSync(other, readFileSync(file));
    writeFileSync(file, await newerFile());
    await expect(disk.pack()).rejects.toThrow(/was changed while this ran.*this run is kept in/);
    expect(await peekStudy(join(folder, "s.cristae.zip")).catch((error: unknown) => String(error))).toMatch(
      /different studies/,
    );

    /** The same study, gone on with elsewhere by other trials. */
    async function newerFile(): Promise<Buffer> {
      const place = join(folder, "elsewhere.cristae.zip");
      writeFileSync(place, readFileSync(other));
      const elsewhere = await openOnDisk(place);
      await elsewhere.folder.log.append([asked(1), ended(1), asked(2)]);
      await elsewhere.pack();
      return readFileSync(place);
    }
  });

  test("that is to be replaced stays until the new one is packed, and comes back where nothing comes of it", async () => {
    await packed(1);
    await expect(createOnDisk(file)).rejects.toThrow(/already a study at .*--force/);
    const failing = await createOnDisk(file, { force: true });
    await failing.folder.log.append([created]);
    await failing.close();
    expect((await peekStudy(file)).study.trials).toHaveLength(1);
    const disk = await createOnDisk(file, { force: true });
    await disk.folder.log.append([created, asked(0), ended(0), asked(1), asked(2)]);
    await disk.pack();
    expect((await peekStudy(file)).study.trials).toHaveLength(3);
    expect(left()).toEqual(["s.cristae.zip"]);
  });

  test("with a damaged log can be looked at up to the damage, and not gone on with", async () => {
    await packed(2);
    await killedAfter(2);
    const log = join(folder, "s.cristae/log.jsonl");
    const lines = readFileSync(log, "utf8").split("\n");
    writeFileSync(log, [...lines.slice(0, 3), "\0\0", ...lines.slice(4)].join("\n"));
    writeFileSync(file, "");
    rmSync(file);
    const { study, damage } = await peekStudy(file);
    expect(study.trials).toHaveLength(1);
    expect(damage).toMatchObject({ line: 4 });
    await expect(openOnDisk(file)).rejects.toThrow(/Line 4 .*cristae repair/);
    expect(existsSync(log)).toBe(true);
    expect(left()).not.toContain("s.cristae.lock");
  });
});

describe("what is in the way of a new study", () => {
  test("is never overwritten: a folder of the same name, with or without the image in it, whatever --force says", async () => {
    const work = join(folder, "s.cristae");
    mkdirSync(work);
    writeFileSync(join(work, "slice1.png"), "image");
    for (const rules of [
      {},
      { force: true },
      { force: true, inputs: [work] },
      { force: true, inputs: [join(work, "slice1.png")] },
    ]) {
      await expect(createOnDisk(file, rules)).rejects.toThrow(/holds something else|An input is never overwritten/);
    }
    expect(readFileSync(join(work, "slice1.png"), "utf8")).toBe("image");
    writeFileSync(join(folder, "im.cristae.zip"), "image");
    await expect(
      createOnDisk(join(folder, "im.cristae.zip"), { force: true, inputs: [join(folder, "im.cristae.zip")] }),
    ).rejects.toThrow(/never overwritten/);
  });

  test("stays where no network of the new study finished, and it is said where", async () => {
    await packed(2);
    const disk = await createOnDisk(file, { force: true });
    await disk.folder.log.append([created, asked(0)]);
    await disk.pack();
    const [kept] = disk.keptInstead();
    expect(left()).toEqual(["s.cristae.zip", kept!.split("/").at(-1)]);
    writeFileSync(join(folder, "old.cristae.zip"), readFileSync(kept!));
    expect((await peekStudy(join(folder, "old.cristae.zip"))).study.trials).toHaveLength(2);
  });

  test("a log of nothing but zeros is damage, not emptiness", async () => {
    await packed(1);
    mkdirSync(join(folder, "s.cristae/weights"), { recursive: true });
    writeFileSync(join(folder, "s.cristae/log.jsonl"), new Uint8Array(500));
    for (const open of [openOnDisk, peekStudy]) await expect(open(file)).rejects.toThrow(/holds 500 bytes and no line/);
    expect(existsSync(join(folder, "s.cristae/weights"))).toBe(true);
    rmSync(file);
    await expect(createOnDisk(file)).rejects.toThrow(/already a study/);
  });
});
