import fc from "fast-check";
import { expect, test } from "vitest";
import { withChecksum, withoutChecksum } from "./checksum.ts";

const someBytes = fc.uint8Array({ minLength: 1, maxLength: 200 });

test("bytes come back as they were, also those of a version that wrote no checksum", () => {
  fc.assert(
    fc.property(someBytes, (bytes) => {
      expect([...withoutChecksum(withChecksum(bytes))]).toEqual([...bytes]);
      expect([...withoutChecksum(Uint8Array.from(bytes))]).toEqual([...bytes]);
    }),
  );
});

test("a changed byte before the mark is noticed", () => {
  fc.assert(
    fc.property(someBytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, change) => {
      const sealed = withChecksum(bytes);
      sealed[place % bytes.length]! ^= change;
      expect(() => withoutChecksum(sealed)).toThrow(/checksum does not fit/);
    }),
  );
});
