import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNLABELLED } from "../labelMap.ts";
import { accepted, acceptedRest, proposedPart, refused } from "./accepting.ts";

const _ = UNLABELLED;
const SHAPE = [4, 3, 5] as const;
// Slices 1 and 2; in slice 1 two parts of class 1 that touch at a corner only, and one of class 2.
const proposal = {
  slices: { from: 1, to: 3 },
  raw: Uint8Array.from([...[1, 1, 0, 0, 2], ...[0, 0, 1, 0, 2], ...[0, 0, 1, 0, 0], ...new Array<number>(15).fill(1)]),
};
const bare = () => ({ shape: SHAPE, data: new Uint8Array(60).fill(UNLABELLED) });

describe("a part of a proposal", () => {
  test("is what hangs together by edges within one slice", () => {
    expect(proposedPart(bare(), proposal, { z: 1, y: 0, x: 1 })).toEqual({
      value: 1,
      box: { z: { from: 1, to: 2 }, y: { from: 0, to: 1 }, x: { from: 0, to: 2 } },
      mask: Uint8Array.from([1, 1]),
    });
    const background = proposedPart(bare(), proposal, { z: 1, y: 2, x: 0 })!;
    expect([background.value, [...background.mask]]).toEqual([0, [1, 1, 1, 1]]);
    expect(proposedPart(bare(), proposal, { z: 3, y: 0, x: 0 })).toBeNull();
  });

  test("is accepted where nothing was painted over it", () => {
    const labels = bare();
    labels.data[1 * 15 + 4] = 0;
    const part = proposedPart(labels, proposal, { z: 1, y: 1, x: 4 })!;
    expect([...accepted(labels, part).after]).toEqual([0, 2]);
  });

  test("is refused also where it was accepted, and what was painted over it stays", () => {
    const labels = bare();
    labels.data[1 * 15 + 0] = 2;
    labels.data[1 * 15 + 1] = 1;
    const part = proposedPart(labels, proposal, { z: 1, y: 0, x: 0 })!;
    expect([...refused(labels, part, 0).after]).toEqual([2, 0]);
  });
});

test("the rest is accepted slice by slice, and what was decided stays", () => {
  const labels = bare();
  labels.data[1 * 15 + 7] = 2;
  const { box, after } = acceptedRest(labels, proposal, { from: 1, to: 2 });
  expect(box.z).toEqual({ from: 1, to: 2 });
  expect([...after]).toEqual([...proposal.raw.subarray(0, 7), 2, ...proposal.raw.subarray(8, 15)]);
});

test("accepting every part of a slice is accepting all of it", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 15, maxLength: 15 }), (drawn) => {
      const one = { slices: { from: 0, to: 1 }, raw: Uint8Array.from(drawn) };
      const labels = { shape: [1, 3, 5] as const, data: new Uint8Array(15).fill(_) };
      for (let at = 0; at < 15; at++) {
        const part = proposedPart(labels, one, { z: 0, y: Math.floor(at / 5), x: at % 5 })!;
        const { box, after } = accepted(labels, part);
        const columns = box.x.to - box.x.from;
        after.forEach((value, index) => {
          labels.data[(box.y.from + Math.floor(index / columns)) * 5 + box.x.from + (index % columns)] = value;
        });
      }
      expect(labels.data).toEqual(one.raw);
    }),
  );
});
