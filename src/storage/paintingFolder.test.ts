import { describe, expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import type { PaintingLine } from "../core/image/painting/paintingLog.ts";
import type { FileStore } from "./fileStore.ts";
import { createMemoryFileStore } from "./memoryFileStore.ts";
import { openPaintingFolder } from "./paintingFolder.ts";

const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? new Uint8Array());
const stroke = (x: number): PaintingLine => ({
  type: "painted",
  edit: {
    tool: "brush",
    plane: "xy",
    index: 0,
    value: 1,
    box: { z: { from: 0, to: 1 }, y: { from: 0, to: 1 }, x: { from: x, to: x + 2 } },
    before: [UNLABELLED, 2],
    after: [1, 2],
    voxels: 2,
  },
});
const NOW = 1_700_000_000_000;
const timed = (line: PaintingLine) => ({ ...line, at: NOW });
const LINES: readonly PaintingLine[] = [
  stroke(0),
  { type: "undone" },
  { type: "redone" },
  {
    type: "classes",
    mapping: { values: [{ value: 1, voxels: 2, classIndex: 0 }], classes: [{ name: "cell", color: "#0072B2" }] },
  },
];

async function written(files: FileStore): Promise<void> {
  const folder = openPaintingFolder(files, "p", () => NOW);
  for (const line of LINES) await folder.append(line);
}

describe("the log of a painting", () => {
  test("is read as it was written", async () => {
    const files = createMemoryFileStore();
    await written(files);
    expect(await openPaintingFolder(files, "p", () => NOW).readLog()).toEqual({
      lines: LINES.map(timed),
      damage: null,
    });
    expect(await openPaintingFolder(files, "other").readLog()).toEqual({ lines: [], damage: null });
  });

  test("is read also where it was written before lines told their time", async () => {
    const files = createMemoryFileStore();
    await files.write("p/edits.jsonl", new TextEncoder().encode('{"type":"undone"}\n'));
    expect((await openPaintingFolder(files, "p").readLog()).lines).toEqual([{ type: "undone" }]);
  });

  test("loses a stroke whose line was cut off, and goes on behind the one before", async () => {
    const files = createMemoryFileStore();
    await written(files);
    await files.append("p/edits.jsonl", new TextEncoder().encode('{"type":"painted","ed'));
    const folder = openPaintingFolder(files, "p", () => NOW);
    expect(await folder.readLog()).toEqual({ lines: LINES.map(timed), damage: null });
    await folder.append(stroke(5));
    expect((await folder.readLog()).lines).toEqual([...LINES, stroke(5)].map(timed));
  });

  test.each([
    ["is no JSON", "}{"],
    ["is no event", '{"type":"undone","twice":true}'],
  ])("ends at a line that %s, and is kept aside before it is written anew", async (_, damaged) => {
    const files = createMemoryFileStore();
    await written(files);
    await files.append("p/edits.jsonl", new TextEncoder().encode(`${damaged}\n{"type":"undone"}\n`));
    const before = text(await files.read("p/edits.jsonl"));
    const folder = openPaintingFolder(files, "p", () => NOW);
    const read = await folder.readLog();
    expect([read.lines, read.damage]).toEqual([
      LINES.map(timed),
      expect.stringContaining("Line 5 of the painting's log"),
    ]);
    await folder.putAside(read.lines);
    expect(await folder.readLog()).toEqual({ lines: LINES.map(timed), damage: null });
    expect(text(await files.read("p/edits.jsonl.damaged"))).toBe(before);
  });

  test("a full disk loses the stroke in hand and nothing else", async () => {
    const files = createMemoryFileStore();
    let isFull = false;
    const full: FileStore = {
      ...files,
      async append(path, bytes) {
        if (!isFull) return files.append(path, bytes);
        await files.append(path, bytes.subarray(0, 9));
        throw new StudioError("DiskFull", "The disk is full.");
      },
    };
    const folder = openPaintingFolder(full, "p", () => NOW);
    await folder.append(stroke(0));
    isFull = true;
    await expect(folder.append(stroke(3))).rejects.toThrow("The disk is full.");
    isFull = false;
    await folder.append(stroke(6));
    expect((await folder.readLog()).lines).toEqual([stroke(0), stroke(6)].map(timed));
  });
});
