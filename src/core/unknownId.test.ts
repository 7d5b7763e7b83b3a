import { expect, test } from "vitest";
import { nearest, unknownId } from "./unknownId.ts";

test("finds what was probably meant: letters added, lost, exchanged or swapped, in either case", () => {
  const known = ["random", "latin-hypercube", "crs", "blackbox"];
  for (const [typed, meant] of [
    ["ranom", "random"],
    ["Random", "random"],
    ["randmo", "random"],
    ["blackbocks", "blackbox"],
    ["latin-hypercub", "latin-hypercube"],
    ["csr", "crs"],
  ] as const)
    expect(nearest(typed, known), typed).toBe(meant);
  for (const typed of ["", "evolution", "xyz"]) expect(nearest(typed, known), typed).toBeNull();
});

test("says it, and lists all there are", () => {
  expect(unknownId("strategy", "ranom", ["random", "crs"]).message).toBe(
    'No strategy "ranom"; did you mean "random"? Known: random, crs',
  );
  expect(unknownId("strategy", "evolution", ["random", "crs"]).message).toBe(
    'No strategy "evolution"; known: random, crs',
  );
});
