import { expect, test } from "vitest";
import type { Shape3 } from "../volume.ts";
import { withoutHoles } from "./holes.ts";

const filled = (rows: readonly string[], shape: Shape3 = [1, rows.length, rows[0]!.length]): string =>
  [...withoutHoles(Uint32Array.from(rows.join(""), Number), shape)].join("");

test("a hole takes the label around it; what is open to the rim or lies between two labels stays", () => {
  expect(filled(["1110222", "1010202", "1110222", "0000000"])).toBe("1110222111022211102220000000");
  expect(filled(["11122", "10022", "11122"])).toBe("111221002211122");
  expect(filled(["111", "101", "101"])).toBe("111101101");
});

test("a hole is closed by faces: what is open over a corner alone is filled", () => {
  expect(filled(["0000", "0110", "1010", "1110"])).toBe("0000011011101110");
});

test("in a volume a hole must be closed above and below", () => {
  const ring = ["111", "101", "111"];
  const lid = ["111", "111", "111"];
  expect(filled([...lid, ...ring, ...lid], [3, 3, 3])).toBe("1".repeat(27));
  expect(filled([...lid, ...ring, ...ring], [3, 3, 3])).toBe([...lid, ...ring, ...ring].join(""));
});
