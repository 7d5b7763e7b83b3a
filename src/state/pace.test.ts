import { expect, test } from "vitest";
import type { Pace } from "../core/judging/pace.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import type { LiveStatus } from "../worker/studioApi.ts";
import { createStudioStore } from "./store.ts";

const live: LiveStatus = {
  studyId: "fake",
  owner: "here",
  kept: { isDurable: true, problem: null },
  damage: null,
  running: [],
  device: "simd",
  slots: 2,
  state: "running",
  savedAt: null,
};

test("a change of pace reaches the search that runs, and holds for the next one where none does", async () => {
  const asked: Pace[] = [];
  const fake = createFakeStudio();
  const store = createStudioStore(
    { ...fake, study: { ...fake.study, setPace: (pace) => Promise.resolve(void asked.push(pace)) } },
    () => undefined,
  );
  await store.getState().changePace("background");
  expect([store.getState().setup.pace, asked]).toEqual(["background", []]);
  store.setState({ live });
  await store.getState().changePace("full");
  expect([store.getState().setup.pace, asked]).toEqual(["full", ["full"]]);
});
