import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeSha256 } from "../worker/reading/nodeSha256.ts";
import { sha256 } from "./sha256.ts";

test("the browser's SHA-256 piece by piece is Node's", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (pieces) => {
      const [own, reference] = [sha256(), nodeSha256()];
      for (const piece of pieces) {
        own.update(piece);
        reference.update(piece);
      }
      expect(own.hex()).toBe(reference.hex());
    }),
  );
});
