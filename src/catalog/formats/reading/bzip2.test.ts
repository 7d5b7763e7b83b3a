import { describe, expect, test } from "vitest";
import { bunzipped } from "./bzip2.ts";

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What bzip2 1.0.8 makes of known texts. */
const PACKED = {
  nothing: bytesOf("QlpoORdyRThQkAAAAAA="),
  "300 a": bytesOf("QlpoOTFBWSZTWadK4RsAAAKRAIAgIAAACCAAIKptQZjFR4u5IpwoSFOlcI2A"),
  "4 a": bytesOf("QlpoOTFBWSZTWYgSM6YAAAJBAEAAIAAgACEAggsXckU4UJCIEjOm"),
  "banana, then bread": bytesOf(
    "QlpoOTFBWSZTWe+27AEAAAGBADABIAAwzAx6iF4u5IpwoSHfbdgCQlpoOTFBWSZTWQ1fUCcAAAARgEAANgAQACAAIYAMAlc24u5IpwoSAavqBOA=",
  ),
  "80000 abc in blocks of 100 kB": bytesOf(
    "QlpoMTFBWSZTWVoLN+QAQRcBADgAIAAwzAUppqpCB1UhA1UhA8xQVkmU1laCzfkAEEXAQA4ACAAMMwFKaaqQgdVIQNVIQPMUFZJlNZchgXYQAaEIEAOAAgADDMBSmmQglyEEshBLxdyRThQkK4ipzgA=",
  ),
};

describe("bzip2", () => {
  test("gives back nothing, where nothing was packed", () => expect(bunzipped(PACKED.nothing, 10)).toHaveLength(0));

  test("counts equal bytes by their fifth: none more after 4, and more than a count holds after 300", () => {
    expect(textOf(bunzipped(PACKED["4 a"], 4))).toBe("aaaa");
    expect(textOf(bunzipped(PACKED["300 a"], 300))).toBe("a".repeat(300));
  });

  test("reads several streams behind each other, as parallel packers write them", () =>
    expect(textOf(bunzipped(PACKED["banana, then bread"], 100))).toBe("banana bread"));

  test("reads several blocks", () =>
    expect(textOf(bunzipped(PACKED["80000 abc in blocks of 100 kB"], 240_000))).toBe("abc".repeat(80_000)));

  test("refuses to unpack more than is stated by a single byte", () => {
    expect(() => bunzipped(PACKED["300 a"], 299)).toThrow(/unpack to more than the 299 bytes/);
    expect(() => bunzipped(PACKED["banana, then bread"], 6)).toThrow(/unpack to more than the 6 bytes/);
    expect(() => bunzipped(PACKED["4 a"], 2 ** 32)).toThrow(/would unpack to 4\.3 GB at once/);
  });

  test("notices every bit that is turned before the last byte, whose end is not used", () => {
    for (const packed of [PACKED["4 a"], PACKED["300 a"], PACKED.nothing])
      for (let bit = 0; bit < 8 * (packed.length - 1); bit++) {
        const damaged = packed.slice();
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        let content: Uint8Array | null = null;
        try {
          content = bunzipped(damaged, 1000);
        } catch (error) {
          expect(error).toMatchObject({ name: "UnreadableFile" });
        }
        // Bits that nothing depends on, such as the size of a block, may change: never what is read.
        if (content) expect(content).toEqual(bunzipped(packed, 1000));
      }
  });

  test("refuses data that were cut off anywhere", () => {
    const packed = PACKED["300 a"];
    for (let length = 0; length < packed.length - 1; length++)
      expect(() => bunzipped(packed.subarray(0, length), 300)).toThrow(/is damaged or the file was cut off/);
  });

  test("refuses what does not begin as bzip2 does, and blocks of no size", () => {
    for (const [at, byte] of [
      [0, 0x43],
      [1, 0x5b],
      [2, 0x30],
      [3, 0x30],
      [3, 0x3a],
      [4, 0x30],
    ] as const) {
      const other = PACKED["4 a"].slice();
      other[at] = byte;
      expect(() => bunzipped(other, 4)).toThrow(/bzip2 compression is damaged/);
    }
  });

  test("says that randomised blocks were given up", () => {
    const randomised = PACKED["4 a"].slice();
    randomised[14]! |= 0x80;
    expect(() => bunzipped(randomised, 4)).toThrow(/of a kind \(randomised\) that was given up in 1997/);
  });
});
