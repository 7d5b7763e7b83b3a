import { expect, test } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { figureRecipe } from "./figureSlice.ts";
import { createStudioStore } from "./store.ts";

async function composing() {
  const store = createStudioStore(createFakeStudio([24, 64, 64]), () => undefined);
  await store.getState().openSample("platelets");
  await store.getState().openStudy("kept");
  store.getState().prepareComparison();
  store.getState().openFigure({ zoom: 2, center: [20, 30] });
  return store.getState;
}

test("a figure is composed of all panes, and a narrow one has fewer beside each other", async () => {
  const state = await composing();
  expect(state().figure).toMatchObject({ order: [0, 1, 2, 3], columns: 4, crop: { zoom: 2, center: [20, 30] } });
  state().changeFigure({ widthMm: 85 });
  expect(state().figure).toMatchObject({ widthMm: 85, columns: 2 });
});

test("panels are taken out, taken in and moved; the last one stays", async () => {
  const state = await composing();
  state().togglePanel(1);
  state().movePanel(3, -1);
  expect(state().figure?.order).toEqual([0, 3, 2]);
  state().movePanel(0, -1);
  expect(state().figure?.order).toEqual([0, 3, 2]);
  state().togglePanel(1);
  expect(state().figure?.order).toEqual([0, 3, 2, 1]);
  for (const pane of [0, 3, 2, 1]) state().togglePanel(pane);
  expect(state().figure?.order).toEqual([1]);
});

test("a saved figure is shown again as it was, and one of another study says which it wants", async () => {
  const state = await composing();
  state().changeFigure({ ground: "black", caption: "By hand." });
  const recipe = figureRecipe(state());
  state().closeFigure();
  state().goTo(3);
  state().setMode("errors");
  state().takeFigure(recipe);
  expect(state()).toMatchObject({ slice: recipe.shown.slice, mode: "side", figure: recipe.settings });
  state().closeFigure();
  state().takeFigure({ ...recipe, study: "Other", trials: [{ id: 2, key: "elsewhere" }] });
  expect(state().figure).toBeNull();
  expect(state().notices.at(-1)?.text).toBe(
    'This figure is of the study "Other"; open that first. The open one is "Platelets, first search".',
  );
});
