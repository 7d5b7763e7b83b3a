import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinLinkIn } from "../../ui/joined/joinLink.ts";
import { COMPARE_MODES } from "../compareSlice.ts";
import { ROOMS } from "../frameSlice.ts";
import { addressIn, hashOf, stepOf, type Address } from "./address.ts";

const index = fc.nat({ max: 999_999 });
const addresses: fc.Arbitrary<Address> = fc.record({
  room: fc.constantFrom(...ROOMS),
  study: fc.option(fc.string({ minLength: 1 })),
  stage: fc.option(index),
  trial: fc.option(index),
  against: fc.option(index),
  isSettingUp: fc.boolean(),
  slice: fc.option(index),
  compared: fc.array(index, { maxLength: 8 }),
  mode: fc.constantFrom(...COMPARE_MODES),
  view: fc.constantFrom("plane", "planes", "surfaces"),
  sample: fc.option(fc.string({ minLength: 1 })),
  packed: fc.option(fc.string({ minLength: 1 })),
});

const nowhere: Address = {
  ...{
    room: "data",
    study: null,
    stage: null,
    trial: null,
    against: null,
    isSettingUp: false,
    slice: null,
    compared: [],
  },
  ...{ mode: "side", view: "plane", sample: null, packed: null },
};

describe("an address", () => {
  test("says where one is, to be read again", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(addressIn(hashOf(address)) ?? nowhere).toEqual(address);
      }),
    );
  });

  test("is short: the first screen has none, and usual settings are not in it", () => {
    expect(hashOf(nowhere)).toBe("");
    expect(hashOf({ ...nowhere, room: "compare", study: "a1", slice: 18, compared: [2, 0] })).toBe(
      "#room=compare&study=a1&slice=18&compared=2,0",
    );
  });

  test("is never taken for a link that joins machines, nor such a link for an address", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(joinLinkIn(hashOf(address))).toBeNull();
      }),
    );
    for (const hash of ["", "#work=abc", "#watch=abc&at=http://x", "#room=attic", "#slice=3"])
      expect(addressIn(hash)).toBeNull();
  });

  test("leaves out what it gets wrong", () => {
    expect(addressIn("#room=compare&slice=-3&compared=2,x,&mode=upside&view=4d&trial=1e3")).toEqual({
      ...nowhere,
      room: "compare",
      compared: [2],
    });
  });

  test("turning the wheel is no step of the history, going to another trial is one", () => {
    expect(stepOf({ ...nowhere, slice: 3, compared: [1] })).toBe(stepOf(nowhere));
    expect(stepOf({ ...nowhere, trial: 3 })).not.toBe(stepOf(nowhere));
  });
});
