import { expect, test } from "vitest";
import { createStudioStore } from "../../../state/store.ts";
import type { Look } from "../../../state/paneLooks.ts";
import { createFakeStudio } from "../../../testing/fakeStudio.ts";
import { figureFacts } from "./figureFacts.ts";
import { legendOf } from "./figureLegend.ts";

async function comparison() {
  const store = createStudioStore(createFakeStudio([24, 64, 64]), () => undefined);
  await store.getState().openSample("platelets");
  await store.getState().openStudy("kept");
  store.getState().prepareComparison();
  return store.getState();
}

test("the numbers of a figure say what each pane is, and of which part the slice is", async () => {
  const truth = { letter: "A", title: "Truth", looks: [{ kind: "truth" }] as const };
  const facts = figureFacts(await comparison(), "A caption.", [truth]);
  expect(facts).toMatchObject({ caption: "A caption.", slice: 17, part: "validation" });
  expect(facts.panes).toEqual([{ pane: "A", title: "Truth", looks: [{ kind: "truth" }] }]);
  expect(facts.trials.map(({ name }) => name)).toEqual(["Trial 2", "U-Net"]);
});

test("a legend names the classes that are in the part that is shown, and errors where they are shown", async () => {
  const labels = new Uint8Array(64 * 64);
  labels[10 * 64 + 10] = 2;
  labels[50 * 64 + 50] = 1;
  const state = await comparison();
  const shownPlane = { ...state.shownPlane!, width: 64, height: 64, labels };
  const names = (looks: readonly Look[], x: number) =>
    legendOf({ ...state, shownPlane }, looks, { x, y: x, width: 20, height: 20 }).map(({ name }) => name);
  expect(names([{ kind: "truth" }], 0)).toEqual(["Mitochondrion"]);
  expect(names([{ kind: "truth" }], 40)).toEqual(["Cell"]);
  expect(names([{ kind: "image" }], 40)).toEqual([]);
  expect(names([{ kind: "errors", trial: 2 }], 40)).toHaveLength(3);
});
