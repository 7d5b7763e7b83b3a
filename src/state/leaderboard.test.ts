import type { ShownTrials } from "./shownStage.ts";
import { describe, expect, test } from "vitest";
import type { Trial } from "../core/study/trial.ts";
import { newStudy, toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { boardCsv, boardRows, endText, parseCondition } from "./leaderboard.ts";

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

test("CSV keeps its columns, has all other metrics behind them, and quotes what holds a comma", () => {
  const [head, ...lines] = boardCsv({ ...newStudy(toySpec()) }, [...study.trials]).split("\n");
  expect(head).toMatch(/^trial,status,reason,mean_iou,mean_dice,iou_background,iou_cell,parameters,seconds,/);
  expect(head).toContain(",rand_f_score,boundary_f_score,test_mean_iou,");
  expect(lines[2]).toMatch(/^2,failed,"NaN in loss, at step 3",,,,,2000000,2,/);
  for (const line of [lines[0]!, lines[1]!]) expect(line.split(",")).toHaveLength(head!.split(",").length);
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
