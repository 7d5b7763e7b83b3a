import fc from "fast-check";
import { expect, test } from "vitest";
import { createHeap } from "./heap.ts";

const MEBIBYTE = 2 ** 20;

test("blocks never overlap, whatever is allocated and freed, and freed neighbours become one block again", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 200_000 }), freed: fc.nat() }), { maxLength: 60 }),
      (steps) => {
        const heap = createHeap(64 * MEBIBYTE);
        const blocks: { address: number; bytes: number }[] = [];
        for (const { bytes, freed } of steps) {
          blocks.push({ address: heap.allocate(bytes), bytes });
          if (freed % 3 === 0) heap.free(blocks.splice(freed % blocks.length, 1)[0]!.address);
          const sorted = [...blocks].sort((one, other) => one.address - other.address);
          sorted.forEach(
            ({ address }, index) =>
              index > 0 && expect(sorted[index - 1]!.address + sorted[index - 1]!.bytes).toBeLessThanOrEqual(address),
          );
        }
        for (const { address } of blocks) heap.free(address);
        expect(heap.used).toBe(0);
        const size = heap.size;
        heap.allocate(size - MEBIBYTE);
        expect(heap.size).toBe(size);
      },
    ),
    { seed: 1, numRuns: 30 },
  );
});

test("grows as far as it may, then says what is in use and what was asked for", () => {
  const heap = createHeap(32 * MEBIBYTE);
  const first = heap.allocate(20 * MEBIBYTE);
  expect(() => heap.allocate(20 * MEBIBYTE)).toThrow(
    expect.objectContaining({
      name: "OutOfMemory",
      message: expect.stringMatching(/21 MiB are in use, 21 MiB more .* limit is 32 MiB/) as string,
    }),
  );
  heap.free(first);
  expect(heap.allocate(20 * MEBIBYTE)).toBe(first);
});

test("values survive growth when views are made anew", () => {
  const heap = createHeap(64 * MEBIBYTE);
  const address = heap.allocate(16);
  heap.floats(address, 4).set([1, 2, 3, 4]);
  heap.allocate(30 * MEBIBYTE);
  expect([...heap.floats(address, 4)]).toEqual([1, 2, 3, 4]);
});
