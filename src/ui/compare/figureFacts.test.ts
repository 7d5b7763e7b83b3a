import { expect, test } from "vitest";
import { createStudioStore } from "../../state/store.ts";
import { createFakeStudio } from "../../testing/fakeStudio.ts";
import { figureFacts, legendOf, type PaneSnapshot } from "./figureFacts.ts";

const frame = { scaleX: 2, scaleY: 2, left: 0, top: 0 };
type Snapshot = Pick<PaneSnapshot, "letter" | "title" | "look" | "behind" | "frame">;
const truth: Snapshot = { letter: "A", title: "Truth", look: { kind: "truth" }, behind: null, frame };
const errors: Snapshot = {
  letter: "B",
  title: "Trial 2, error map",
  look: { kind: "errors", trial: 2 },
  behind: null,
  frame,
};

async function comparison() {
  const store = createStudioStore(createFakeStudio([24, 64, 64]), () => undefined);
  await store.getState().openSample("platelets");
  await store.getState().openStudy("kept");
  store.getState().prepareComparison();
  return store.getState();
}

test("a figure says in its caption what each pane is", async () => {
  const facts = figureFacts(
    await comparison(),
    new Map([
      [0, truth],
      [1, errors],
    ]),
  );
  expect(facts.caption).toBe("Platelets, first search, slice 17, all classes. A: Truth. B: Trial 2, error map.");
  expect(facts.trials.map(({ name }) => name)).toEqual(["Trial 2", "U-Net"]);
});

test("its legend names class colours and error colours only where they are used", async () => {
  const state = await comparison();
  expect(legendOf(state, [truth]).map(({ name }) => name)).toEqual([
    "Cell",
    "Mitochondrion",
    "Alpha granule",
    "Dense granule",
  ]);
  expect(legendOf(state, [errors])).toHaveLength(3);
  expect(legendOf(state, [{ look: { kind: "image" }, behind: null }])).toEqual([]);
});
