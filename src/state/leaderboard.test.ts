import type { ShownTrials } from "./shownStage.ts";
import { describe, expect, test } from "vitest";
import type { Trial } from "../core/study/trial.ts";
import { toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { boardRows, endText, parseCondition, withSplitHeads } from "./leaderboard.ts";

const trial = (id: number, meanIou: number | null, change: Partial<Trial> = {}): Trial =>
  ({
    id,
    stage: 0,
    label: String(id),
    architecture: { kind: "genotype", genotype: id },
    key: String(id),
    reason: { text: "" },
    cost: { parameters: id * 1e6, multiplyAdds: 1, trainingBytes: 1 },
    curve: [],
    device: null,
    isPinned: false,
    seconds: id,
    test: null,
    attempts: 1,
    ...(meanIou === null
      ? { status: "failed", error: { name: "NotANumber", message: "NaN in loss, at step 3" } }
      : { status: "finished", evaluation: toyEvaluation(meanIou, 10) }),
    ...change,
  }) as Trial;

const study: ShownTrials = {
  spec: toySpec(),
  trials: [
    trial(0, 0.5, {
      label: "U-Net",
      isPinned: true,
      architecture: { kind: "network", network: { id: "unet", options: {} } },
    }),
    trial(1, 0.4),
    trial(2, null),
    trial(3, 0.7),
  ],
};
const ids = (rows: readonly Trial[]) => rows.map(({ id }) => id);
const all = { text: "", status: "all" } as const;

describe("rows of the leaderboard", () => {
  test("pinned first, best next, what has no score last, in either direction", () => {
    expect(ids(boardRows(study, { key: "score", isDescending: true }, all))).toEqual([0, 3, 1, 2]);
    expect(ids(boardRows(study, { key: "score", isDescending: false }, all))).toEqual([0, 1, 3, 2]);
    expect(ids(boardRows(study, { key: "class1", isDescending: true }, all))).toEqual([0, 3, 1, 2]);
  });

  test.each([
    ["params < 2.5 M", [0, 1, 2]],
    ["iou>=0.5", [0, 3]],
    ["nan in loss", [2]],
    ["u-net", [0]],
  ])("filtered by %s", (text, expected) => {
    expect(ids(boardRows(study, { key: "trial", isDescending: false }, { text, status: "all" }))).toEqual(expected);
  });

  test("filtered by state", () => {
    expect(ids(boardRows(study, { key: "trial", isDescending: false }, { text: "", status: "failed" }))).toEqual([2]);
  });
});

test("words are no condition", () => {
  expect(parseCondition("params")).toBeNull();
  expect(parseCondition("colour < 3")).toBeNull();
});

test("what became of a trial that was not trained is told in sentences", () => {
  const ended = (change: object) => endText(study, trial(9, 0.5, change));
  expect(ended({ status: "illegal", because: "Node 2 of the block has no input." })).toBe(
    "Turned down before it was built: Node 2 of the block has no input. No training time was lost.",
  );
  expect(ended({ status: "outOfMemory", because: "needs 2 GB, the cap is 1 GB" })).toBe(
    "Turned down because of its size: needs 2 GB, the cap is 1 GB.",
  );
  expect(ended({ status: "memoised", of: 0 })).toMatch(/the same network as trial U-Net/);
  expect(ended({})).toBeNull();
});

describe("splits of one network", () => {
  const split = (id: number, source: number, meanIou: number | null): Trial =>
    trial(id, meanIou, { stage: 1, architecture: { kind: "resplit", trial: source, split: id } });
  const shuffled: ShownTrials = {
    ...study,
    trials: [
      trial(1, 0.62),
      split(4, 1, 0.8),
      split(5, 3, 0.66),
      split(6, 1, 0.4),
      split(7, 3, 0.7),
      split(8, 1, null),
    ],
  };
  const sorted = (isDescending: boolean) => boardRows(shuffled, { key: "score", isDescending }, all);

  test("stay together, and are sorted by their mean, whichever way", () => {
    // Means 0.6 and 0.68; the lone trial's 0.62 lies between them.
    expect(ids(sorted(true))).toEqual([5, 7, 1, 4, 6, 8]);
    expect(ids(sorted(false))).toEqual([4, 6, 8, 1, 5, 7]);
  });

  test("stand under a head with mean and deviation of those that have a score", () => {
    const rows = withSplitHeads(shuffled, sorted(true));
    expect(rows.map((row) => ("splits" in row ? `head of ${row.splits.source}` : row.trial.id))).toEqual([
      "head of 3",
      5,
      7,
      1,
      "head of 1",
      4,
      6,
      8,
    ]);
    const heads = rows.flatMap((row) => ("splits" in row ? [row.splits] : []));
    expect(heads[1]!.members).toHaveLength(3);
    expect(heads[1]!.score).toEqual({
      mean: expect.closeTo(0.6, 10) as number,
      deviation: expect.closeTo(Math.SQRT2 * 0.2, 10) as number,
    });
  });
});
