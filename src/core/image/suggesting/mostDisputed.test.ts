import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNLABELLED } from "../labelMap.ts";
import { gainOf, mostDisputed, type VotedSlice } from "./mostDisputed.ts";

const SIDE = 16;
const AREA = SIDE * SIDE;
const inRect = (at: number, x: number, y: number, side: number) =>
  at % SIDE >= x && at % SIDE < x + side && Math.floor(at / SIDE) >= y && Math.floor(at / SIDE) < y + side;

/** Three votes that agree on class 0 but where `differs`: there one says 1. The first two rows are labelled. */
function voted(differs: (at: number) => boolean, grey: (at: number) => number = () => 100, z = 0): VotedSlice {
  const even = new Uint8Array(AREA);
  return {
    ...{ z, width: SIDE, height: SIDE },
    image: Float32Array.from({ length: AREA }, (_, at) => grey(at)),
    labels: new Uint8Array(AREA).fill(UNLABELLED).fill(0, 0, 2 * SIDE),
    votes: [even, even, Uint8Array.from(even, (_, at) => (differs(at) ? 1 : 0))],
  };
}

describe("where to label next", () => {
  test("is the patch that votes differ on most, of all slices", () => {
    const few = voted((at) => inRect(at, 0, 8, 3));
    const many = voted((at) => inRect(at, 8, 4, 8), undefined, 5);
    const found = mostDisputed([few, many], 8)!;
    expect([found.z, found.x, found.y, found.width, found.height]).toEqual([5, 8, 4, 8, 8]);
    expect([found.disputed, found.between, found.likeness]).toEqual([1, [0, 1], 1]);
    expect(found.expectedWrong).toBeCloseTo(1 / 3, 6);
    expect([...found.majority]).toEqual(new Array(64).fill(0));
  });

  test("passes by what looks like nothing that was labelled", () => {
    const artefact = (at: number) => inRect(at, 0, 8, 8);
    const differs = (at: number) => artefact(at) || inRect(at, 8, 8, 7);
    const found = mostDisputed([voted(differs, (at) => (artefact(at) ? 255 : 100))], 8)!;
    expect([found.x, found.y]).toEqual([8, 8]);
  });

  test("is the most disputed place before anything is labelled", () => {
    const slice = voted((at) => inRect(at, 8, 8, 8));
    const found = mostDisputed([{ ...slice, labels: new Uint8Array(AREA).fill(UNLABELLED) }], 8)!;
    expect([found.x, found.y, found.likeness]).toEqual([8, 8, 1]);
  });

  test("is nowhere where all agree, or all is labelled", () => {
    expect(mostDisputed([voted(() => false)], 8)).toBeNull();
    expect(mostDisputed([voted((at) => at < 2 * SIDE)], 8)).toBeNull();
  });

  test("lies within the slice, and expects no more to be wrong than is disputed", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(AREA - 1), { maxLength: 40 }), fc.integer({ min: 2, max: 20 }), (places, side) => {
        const found = mostDisputed([voted((at) => places.includes(at))], side);
        if (!found) return;
        expect(found.x + found.width).toBeLessThanOrEqual(SIDE);
        expect(found.y + found.height).toBeLessThanOrEqual(SIDE);
        expect(found.expectedWrong).toBeLessThanOrEqual(found.disputed);
        expect(found.majority).toHaveLength(found.width * found.height);
      }),
      { numRuns: 60 },
    );
  });
});

test("what was gained is what was labelled since, and what of it the majority had wrong", () => {
  const _ = UNLABELLED;
  const majority = Uint8Array.of(0, 0, 1, 1);
  expect(gainOf({ majority }, Uint8Array.of(_, _, _, 1), Uint8Array.of(0, 1, _, 0))).toEqual({ labelled: 2, wrong: 1 });
});
