import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readFacts, type ArrayFacts } from "../../core/image/arrayFacts.ts";
import type { ReadableArray } from "../../core/image/format.ts";
import { diskFolder, diskSource } from "../../testing/diskSource.ts";
import { openFolder, openSource } from "./index.ts";
import { WITHOUT_COLLECTION } from "../../testing/skipping.ts";

interface Truth {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly sha256_pixels?: string;
}

interface Entry {
  readonly path: string;
  readonly expect: "read" | "read-or-refuse" | "refuse" | "no-crash" | "companion";
  readonly decoded?: Truth | Readonly<Record<string, Truth>>;
}

const data = new URL("../../../../shared/data/", import.meta.url).pathname;
const manifest = existsSync(`${data}manifest.json`)
  ? (JSON.parse(readFileSync(`${data}manifest.json`, "utf8")) as { files: readonly Entry[] }).files
  : [];
const entries = manifest.filter(({ expect: expected }) => expected !== "companion");

/** Values that differ from a decoder's choice, not from the file: JPEG within its tolerance, Pillow's int32 for 16-bit greys, its 8-bit colours for 16-bit grey with transparency. */
const isTolerant = (path: string): boolean => /\.jpe?g$|_jpg\.tif$/.test(path);

const open = (path: string): Promise<readonly ReadableArray[]> =>
  path.endsWith("/") ? Promise.resolve(openFolder(diskFolder(data + path))) : diskSource(data + path).then(openSource);

const isPillowsWidening = (path: string, { dtype }: Truth): boolean => path.endsWith(".png") && dtype === "int32";

/** Datasets by name; one array has none, NIfTI's is called "stored". */
function truths({ decoded = {} }: Entry): readonly (readonly [name: string, truth: Truth])[] {
  if ("dtype" in decoded) return [["", decoded as Truth]];
  return Object.entries(decoded as Record<string, Truth>)
    .filter(([, truth]) => truth.sha256_pixels !== undefined)
    .map(([name, truth]) => [name === "stored" ? "" : name, truth]);
}

async function factsOf(
  array: ReadableArray,
  path: string,
  truth: Truth,
): Promise<ArrayFacts & { readonly sha256: string }> {
  const hash = createHash("sha256");
  const facts = await readFacts(array, {
    update: (bytes) =>
      void hash.update(
        isPillowsWidening(path, truth)
          ? new Uint8Array(Int32Array.from(new Uint16Array(bytes.slice().buffer)).buffer)
          : bytes,
      ),
  });
  return { ...facts, sha256: hash.digest("hex") };
}

async function checkTruth(entry: Entry, arrays: readonly ReadableArray[]): Promise<void> {
  for (const [name, truth] of truths(entry)) {
    const array =
      arrays.find((each) => each.name === name) ??
      expect.fail(`${entry.path} has no dataset "${name}"; it has ${arrays.map((each) => each.name).join(", ")}`);
    expect(array.refusal, `${entry.path} ${name}`).toBeUndefined();
    const { min, max, mean, sha256 } = await factsOf(array, entry.path, truth);
    const where = `${entry.path} ${name}`;
    expect([array.shape, array.dtype], where).toEqual([
      truth.shape,
      isPillowsWidening(entry.path, truth) ? "uint16" : truth.dtype,
    ]);
    const digits = isTolerant(entry.path) ? 0 : 6;
    for (const [own, stated] of [
      [min, truth.min],
      [max, truth.max],
      [mean, truth.mean],
    ] as const)
      if (typeof stated === "number")
        expect(Math.abs(own! - stated) / Math.max(1, Math.abs(stated)), where).toBeLessThan(digits === 0 ? 2 : 1e-6);
    if (!isTolerant(entry.path)) expect(sha256, where).toBe(truth.sha256_pixels);
  }
}

/** Reading everything that a file offers; the message where it is refused. */
async function outcome(
  entry: Entry,
): Promise<{ readonly refused: string } | { readonly arrays: readonly ReadableArray[] }> {
  try {
    const arrays = await open(entry.path);
    const readable = arrays.filter(({ refusal }) => refusal === undefined);
    if (readable.length === 0) return { refused: arrays[0]!.refusal! };
    for (const array of readable) await readFacts(array, { update: () => undefined });
    return { arrays };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "UnreadableFile") throw error;
    return { refused: error.message };
  }
}

/** Named after what a user has to know, on one line, and not after a stack of calls. */
function expectSentence(message: string): void {
  expect(message).toMatch(/^[^\n]{20,}[.\w)]$/);
}

/** What the manifest states is a reader's reduction: 16-bit grey with transparency as 8-bit colours; text, which is refused. */
const OTHERWISE: Readonly<Record<string, RegExp>> = { "formats/npy/npyjs__unicode.npy": /text/ };
const REDUCED = "formats/png/imagepng__basn4a16.png";

describe.skipIf(manifest.length === 0)("every file of the collection", WITHOUT_COLLECTION, () => {
  const readable = entries.filter(
    (entry) => entry.expect === "read" && entry.path !== REDUCED && !(entry.path in OTHERWISE),
  );
  test.each(readable.map((entry) => [entry.path, entry] as const))(
    "%s is read to the stated values",
    async (_, entry) => checkTruth(entry, await open(entry.path)),
  );

  test.each(entries.filter((entry) => entry.expect === "read-or-refuse").map((entry) => [entry.path, entry] as const))(
    "%s is read rightly or refused",
    async (_, entry) => {
      const found = await outcome(entry);
      if ("refused" in found) expectSentence(found.refused);
      else await checkTruth(entry, found.arrays);
    },
  );

  test.each(entries.filter((entry) => entry.expect === "refuse").map((entry) => [entry.path, entry] as const))(
    "%s is refused in a sentence",
    async (_, entry) => {
      const found = await outcome(entry);
      expectSentence("refused" in found ? found.refused : "");
    },
    10_000,
  );

  test.each(entries.filter((entry) => entry.expect === "no-crash").map((entry) => [entry.path, entry] as const))(
    "%s is read or refused, without a crash",
    async (_, entry) => {
      const found = await outcome(entry);
      if ("refused" in found) expectSentence(found.refused);
      else expect(found.arrays.length).toBeGreaterThan(0);
    },
    10_000,
  );

  test.each(Object.entries(OTHERWISE))("%s is refused for what it is", async (path, message) => {
    await expect(open(path)).rejects.toThrow(message);
  });

  test("16-bit grey with transparency keeps its 16 bits", async () => {
    const [array] = await open(REDUCED);
    const pixels = new Uint16Array(
      (
        await array!.read([
          { from: 0, to: 32 },
          { from: 0, to: 32 },
          { from: 0, to: 2 },
        ])
      ).slice().buffer,
    );
    const reduced = Uint8Array.from(
      { length: 32 * 32 * 4 },
      (_, at) => pixels[2 * Math.floor(at / 4) + (at % 4 === 3 ? 1 : 0)]! >> 8,
    );
    expect(createHash("sha256").update(reduced).digest("hex")).toBe(
      (entries.find(({ path }) => path === REDUCED)!.decoded as Truth).sha256_pixels,
    );
  });
});
