import { expect, test } from "vitest";
import { newStudy, toySpec } from "../testing/toyStudy.ts";
import type { LiveStatus } from "../worker/studioApi.ts";
import { canGoOn } from "./studySlice.ts";

const live: LiveStatus = {
  studyId: "a",
  owner: "here",
  kept: { isDurable: true, problem: null },
  damage: null,
  running: [],
  device: null,
  slots: 1,
  state: "idle",
  savedAt: null,
};

test("a study can go on here unless it runs, another tab has it, or its log is damaged", () => {
  const study = newStudy(toySpec());
  const isAble = (change: Partial<LiveStatus>) => canGoOn({ study, live: { ...live, ...change } });
  expect(isAble({})).toBe(true);
  for (const change of [{ state: "running" }, { owner: "elsewhere" }, { damage: "Line 3 is damaged." }] as const)
    expect(isAble(change)).toBe(false);
});
