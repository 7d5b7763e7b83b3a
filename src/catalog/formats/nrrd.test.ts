import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { VoxelArray } from "../../core/image/volume.ts";
import { decodeArray } from "../../core/image/decode.ts";
import { openFile, textBytes as text } from "../../testing/openFiles.ts";

const header = (lines: readonly string[], end = "\n") =>
  ["NRRD0004", "type: short", "dimension: 3", "sizes: 2 1 3", ...lines, "", ""].join(end);
const raw = new Uint8Array(Int16Array.of(0, 1, 2, 300, 400, 500).buffer);
const slices = [raw.slice(0, 4), raw.slice(4, 8), raw.slice(8)];

async function voxels(files: Readonly<Record<string, Uint8Array>>): Promise<VoxelArray> {
  const [array] = await openFile(files);
  return (await decodeArray(array!)).volume.data;
}

const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe("NRRD", () => {
  test.each([["\n"], ["\r\n"]])("lines of its header may end in %j", async (end) => {
    expect([
      ...(await voxels({ "a.nrrd": joined(text(header(["encoding: raw", "endian: little"], end)), raw) })),
    ]).toEqual([0, 1, 2, 300, 400, 500]);
  });

  test.each([
    ["bytes", "byte skip: 3", (slice: Uint8Array) => joined(text("abc"), slice)],
    ["all but the last bytes", "byte skip: -1", (slice: Uint8Array) => joined(text("a header of any length"), slice)],
    ["lines", "line skip: 2", (slice: Uint8Array) => joined(text("one\ntwo\n"), slice)],
  ])("%s are skipped in each of its data files", async (_, skip, withHead) => {
    const head = text(header(["encoding: raw", "endian: little", skip, "data file: s%02d.raw 1 3 1"]));
    expect([
      ...(await voxels({
        "a.nhdr": head,
        "s01.raw": withHead(slices[0]!),
        "s02.raw": withHead(slices[1]!),
        "s03.raw": withHead(slices[2]!),
      })),
    ]).toEqual([0, 1, 2, 300, 400, 500]);
  });

  test("data files are unpacked each by itself, and one that is too short is named", async () => {
    const head = text(
      `${header(["encoding: gzip", "endian: little", "data file: LIST"]).trimEnd()}\na.gz\nb.gz\nc.gz\n`,
    );
    const files = {
      "a.nhdr": head,
      "a.gz": gzipSync(slices[0]!),
      "b.gz": gzipSync(slices[1]!),
      "c.gz": gzipSync(slices[2]!),
    };
    expect([...(await voxels(files))]).toEqual([0, 1, 2, 300, 400, 500]);
    await expect(voxels({ ...files, "b.gz": gzipSync(Uint8Array.of(1)) })).rejects.toThrow(
      /Its data file b\.gz holds 1 of 4 bytes/,
    );
    await expect(
      voxels({
        ...files,
        "a.nhdr": text(new TextDecoder().decode(head).replace("c.gz\na", "").replace("sizes: 2 1 3", "sizes: 1 1 4")),
      }),
    ).rejects.toThrow(/voxels do not divide among 3 data files/);
  });

  test("data files are read at or below the folder of the header, nowhere else", async () => {
    const headerOf = (path: string) => text(header(["encoding: raw", "endian: little", `data file: ${path}`]));
    const from = (path: string) =>
      voxels({ "in/a.nhdr": headerOf(path), "in/a.raw": raw, "in/deep/a.raw": raw, "a.raw": raw });
    for (const path of ["a.raw", "./a.raw", "deep/a.raw", "deep/../a.raw"])
      expect([...(await from(path))]).toEqual([0, 1, 2, 300, 400, 500]);
    for (const path of ["../a.raw", "deep/../../a.raw", "/in/a.raw"])
      await expect(from(path)).rejects.toThrow(
        /outside of the header's folder, where nothing is read\. Move that file beside the header/,
      );
  });

  test("numbers as text are checked against their type", async () => {
    const ascii = (type: string, numbers: string) =>
      voxels({ "a.nrrd": text(`NRRD0001\ntype: ${type}\ndimension: 2\nsizes: 3 1\nencoding: ascii\n\n${numbers}`) });
    expect([...(await ascii("uchar", "1 2\n255"))]).toEqual([1, 2, 255]);
    expect([...(await ascii("float", "nan -inf 1.5e3"))]).toEqual([Number.NaN, -Infinity, 1500]);
    await expect(ascii("uchar", "1 2 300")).rejects.toThrow(/Among its numbers is 300, which is no uint8/);
    await expect(ascii("uchar", "1 2 nan")).rejects.toThrow(/Among its numbers is nan, which is no uint8/);
    await expect(ascii("uchar", "1 x 3")).rejects.toThrow(/Among its numbers is "x"/);
  });
});
