import { expect, test } from "vitest";
import { diversityOf } from "./diversity.ts";

test("counts what occurs and how many members are the same network", () => {
  const member = (key: string, blocks: number, layers?: number) => ({
    key,
    facts: { blocks, ...(layers !== undefined && { layers }) },
  });
  expect(diversityOf([member("a", 2, 1), member("b", 1), member("a", 2, 1), member("a", 2, 3)])).toEqual({
    members: 4,
    duplicates: 2,
    facts: [
      {
        name: "blocks",
        counts: [
          [1, 1],
          [2, 3],
        ],
      },
      {
        name: "layers",
        counts: [
          [1, 2],
          [3, 1],
        ],
      },
    ],
  });
  expect(diversityOf([])).toEqual({ members: 0, duplicates: 0, facts: [] });
});
