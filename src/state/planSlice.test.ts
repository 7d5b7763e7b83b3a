import { expect, test } from "vitest";
import { withSteps } from "../catalog/schedules/laidOut.ts";
import { defaultRecipe } from "../catalog/recipes/index.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { plannedRecipe, plannedStages } from "./planSlice.ts";
import { createStudioStore } from "./store.ts";

/** A store that counts what it asks about the space. */
function openStudio() {
  const asked: { readonly patch: readonly number[]; readonly batch: number; readonly memoryCap: number }[] = [];
  const fake = createFakeStudio();
  const whatIf: StudioApi["space"]["whatIf"] = (question) => {
    asked.push({ patch: question.task.patch, batch: question.batch, memoryCap: question.memoryCap });
    return new Promise(() => undefined);
  };
  const store = createStudioStore({ ...fake, space: { ...fake.space, whatIf } }, () => undefined);
  return { asked, state: () => store.getState() };
}

test("with shared weights first, it is their training that is changed, saved and reset", () => {
  const { state } = openStudio();
  const alone = state().setup.recipe;
  state().choosePipeline({ id: "autosegnet", options: {} });
  const usual = plannedRecipe(state().setup);
  expect([usual.optimiser.id, usual.steps, usual.evaluateEvery]).toEqual(["sgd", 1500, 50]);

  state().changeRecipe({ loss: { id: "dice", options: {} }, steps: 200, patch: [1, 32, 32], batch: 4 });
  expect(plannedRecipe(state().setup)).toEqual({
    ...usual,
    loss: { id: "dice", options: {} },
    steps: 200,
    patch: [1, 32, 32],
    batch: 4,
  });
  expect(plannedStages(state())[0]).toMatchObject({ kind: "supernet", recipe: plannedRecipe(state().setup) });
  expect(state().setup.recipe).toEqual({ ...alone, patch: [1, 32, 32], batch: 4 });

  state().resetRecipe();
  expect(plannedRecipe(state().setup)).toEqual(usual);
});

test("a schedule laid out over all steps follows them; one that was chosen stays", () => {
  const { state } = openStudio();
  state().choosePipeline({ id: "autosegnet", options: {} });
  const usual = plannedRecipe(state().setup);
  expect(withSteps(usual, 300).schedule).toEqual({ ...usual.schedule, options: { epoch: 10 } });
  const chosen = { ...usual, schedule: { id: "constant", options: {} } };
  expect(withSteps(chosen, 300)).toEqual({ ...chosen, steps: 300 });
});

test("a recipe file goes to the first stage, whichever it is", async () => {
  const { state } = openStudio();
  const file = new Blob([JSON.stringify({ ...defaultRecipe, steps: 77 })]);
  state().choosePipeline({ id: "autosegnet", options: {} });
  await state().loadRecipe(file);
  expect(plannedStages(state())[0]).toMatchObject({
    kind: "supernet",
    recipe: { steps: 77, optimiser: { id: "adam" } },
  });
  state().choosePipeline({ id: "search", options: {} });
  await state().loadRecipe(file);
  expect(plannedStages(state())[0]).toMatchObject({ kind: "search", recipe: { steps: 77 } });
});

test("the space is asked about again where patches, batch or memory change, and not otherwise", () => {
  const { state, asked } = openStudio();
  state().changeRecipe({ steps: 9 });
  state().changeSetup({ trials: 3 });
  expect(asked).toEqual([]);
  state().changeRecipe({ patch: [1, 32, 32] });
  state().changeSetup({ memoryCap: 5e7 });
  expect(asked.map(({ patch, memoryCap }) => [patch.join(), memoryCap === 5e7])).toEqual([
    ["1,32,32", false],
    ["1,32,32", true],
  ]);
});
