import { describe, expect, test } from "vitest";
import { withSteps } from "../core/space/schedule.ts";
import { kindOf, type Stage } from "../core/stages/index.ts";
import type { SearchStage } from "../core/stages/search.ts";
import { catalogParts } from "../catalog/parts.ts";
import { planText } from "../core/study/plan.ts";
import { defaultRecipe } from "../catalog/recipes/index.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { newStudy, toySearch, toySpec } from "../testing/toyStudy.ts";
import { firstRecipe, plannedFile, plannedSpace } from "./planSlice.ts";
import { batchKey } from "./searchSlice.ts";
import { createStudioStore, type StudioState } from "./store.ts";

/** A store that counts what it asks about the space. */
function openStudio() {
  const asked: { readonly patch: readonly number[]; readonly batch: number; readonly memoryCap: number }[] = [];
  const fake = createFakeStudio();
  const whatIf: StudioApi["space"]["whatIf"] = (question) => {
    asked.push({ patch: question.task.patch, batch: question.batch, memoryCap: question.memoryCap });
    return new Promise(() => undefined);
  };
  const store = createStudioStore({ ...fake, space: { ...fake.space, whatIf } }, () => undefined);
  return { asked, store, state: () => store.getState() };
}

test("with shared weights first, it is their training that is changed, saved and reset", () => {
  const { state } = openStudio();
  state().choosePipeline({ id: "autosegnet", options: {} });
  const usual = firstRecipe(state());
  expect([usual.optimiser.id, usual.steps, usual.evaluateEvery]).toEqual(["sgd", 1500, 50]);

  state().changeRecipe({ loss: { id: "dice", options: {} }, steps: 200, patch: [1, 32, 32], batch: 4 });
  const changed = {
    ...usual,
    loss: { id: "dice", options: {} },
    steps: 200,
    patch: [1, 32, 32],
    batch: 4,
  };
  expect(state().plan[0]).toMatchObject({ kind: "supernet", recipe: changed });

  state().resetRecipe();
  expect(firstRecipe(state())).toEqual(usual);
});

describe("what is usual", () => {
  test("is as the length of the first screen has it: reset goes back to its steps", () => {
    const { state } = openStudio();
    expect([firstRecipe(state()).steps, state().usualRecipe]).toEqual([100, firstRecipe(state())]);
    state().changeRecipe({ steps: 250, batch: 3 });
    state().resetRecipe();
    expect([firstRecipe(state()).steps, firstRecipe(state())]).toEqual([100, state().usualRecipe]);
  });

  test("follows a pipeline that trains otherwise, keeps what that leaves alone, and is taken back with it", () => {
    const { state } = openStudio();
    const taste = state().usualRecipe;
    state().changeRecipe({ steps: 33 });
    state().choosePipeline({ id: "two-stage", options: {} });
    expect(state().usualRecipe).toEqual({ ...firstRecipe(state()), steps: 100 });
    state().notices.at(-1)!.action!.run();
    state().choosePipeline({ id: "autosegnet", options: {} });
    expect([state().usualRecipe.optimiser.id, state().usualRecipe.steps]).toEqual(["sgd", 1500]);
    state().notices.at(-1)!.action!.run();
    expect([firstRecipe(state()).steps, state().usualRecipe]).toEqual([33, taste]);
  });

  test("is as the study has it that a search is a copy of", () => {
    const { store, state } = openStudio();
    const stages = [{ ...toySearch, recipe: { ...toySearch.recipe, steps: 77 } }];
    store.setState({ study: newStudy({ ...toySpec(), stages }) });
    state().setUpSearch(true);
    state().changeRecipe({ steps: 9 });
    state().resetRecipe();
    expect(firstRecipe(state())).toEqual(stages[0]!.recipe);
  });
});

test("a schedule laid out over all steps follows them; one that was chosen stays", () => {
  const { state } = openStudio();
  state().choosePipeline({ id: "autosegnet", options: {} });
  const usual = firstRecipe(state());
  expect(withSteps(usual, 300, catalogParts).schedule).toEqual({
    ...usual.schedule,
    options: { epoch: 10, period: 10 },
  });
  const chosen = { ...usual, schedule: { id: "constant", options: {} } };
  expect(withSteps(chosen, 300, catalogParts)).toEqual({ ...chosen, steps: 300 });
});

test("a recipe file goes to the first stage, whichever it is, and to the tuning behind it", async () => {
  const { state } = openStudio();
  const file = new Blob([JSON.stringify({ ...defaultRecipe, steps: 77 })]);
  state().choosePipeline({ id: "autosegnet", options: {} });
  await state().loadRecipe(file);
  expect(state().plan[0]).toMatchObject({ kind: "supernet", recipe: { steps: 77, optimiser: { id: "adam" } } });
  state().choosePipeline({ id: "two-stage", options: {} });
  await state().loadRecipe(file);
  expect(state().plan[0]).toMatchObject({ kind: "search", recipe: { steps: 77 } });
  expect(state().plan[2]).toMatchObject({ kind: "search", base: { bestOf: 0 }, recipe: { steps: 77 } });
});

test("the space is asked about again where patches, batch or memory change, and not otherwise", () => {
  const { state, asked } = openStudio();
  state().changeRecipe({ steps: 9 });
  state().changeFirst({ field: "count", value: 3 });
  expect(asked).toEqual([]);
  state().changeRecipe({ patch: [1, 32, 32] });
  state().changeMemoryCap(5e7);
  expect(asked.map(({ patch, memoryCap }) => [patch.join(), memoryCap === 5e7])).toEqual([
    ["1,32,32", false],
    ["1,32,32", true],
  ]);
});

describe("a pipeline that follows a paper", () => {
  test("sets what it needs: two stages after AutoSegNet search module trees again, by what is usual there", () => {
    const { state } = openStudio();
    state().choosePipeline({ id: "autosegnet", options: {} });
    expect(plannedSpace(state()).id).toBe("autosegnet");
    state().choosePipeline({ id: "two-stage", options: {} });
    expect(state().plan.map(({ kind }) => kind)).toEqual(["search", "retrain", "search", "retrain", "test"]);
    expect(state().plan[0]).toMatchObject({
      space: { id: "module-tree" },
      strategy: { id: "hierarchical-random" },
      objective: { metric: "meanIou", goal: "maximise" },
      recipe: { optimiser: { id: "adam" }, loss: { id: "crossEntropy" } },
      baselines: [{ id: "unet" }],
    });
  });

  test("keeps ranges, lengths and patches that are planned already", () => {
    const { state } = openStudio();
    state().choosePreset("browser");
    state().changeRecipe({ steps: 33, patch: [1, 96, 96] });
    const before = state().plan[0] as SearchStage;
    state().choosePipeline({ id: "two-stage", options: {} });
    expect(state().plan[0]).toMatchObject({
      space: before.space,
      trials: before.trials,
      recipe: { steps: 33, patch: [1, 96, 96] },
    });
  });

  test("says what it changed, and is taken back whole", () => {
    const { state } = openStudio();
    const before = state().plan;
    state().choosePipeline({ id: "autosegnet", options: {} });
    const notice = state().notices.at(-1)!;
    expect(notice.text).toMatch(/^AutoSegNet \(Xu 2020\): the space is .*AutoSegNet.* now; .*loss|optimiser/);
    notice.action!.run();
    expect(state().plan).toEqual(before);
  });
});

describe("the plan of an opened study", () => {
  const stages: readonly Stage[] = [
    { ...toySearch, trials: 7 },
    { kind: "retrain", source: { bestOf: 0 }, times: 3 },
    { kind: "retrain", source: { trial: 2 }, times: 4 },
    { kind: "test", from: [0, 2] },
  ];

  test("is planned next, without what speaks of its trials", () => {
    const { store, state } = openStudio();
    store.setState({ study: newStudy({ ...toySpec(), stages, seed: 9 }) });
    state().setUpSearch(true);
    expect(state().plan).toEqual([stages[0], stages[1], { kind: "test", from: [0] }]);
    expect([state().setup.seed, kindOf(state().plan[0]!).brief(state().plan[0]!)]).toEqual([9, "7 networks"]);
  });

  test("is copied once: what was changed in the copy stays", () => {
    const { store, state } = openStudio();
    store.setState({ study: newStudy({ ...toySpec(), stages }) });
    state().setUpSearch(true);
    state().changeFirst({ field: "count", value: 11 });
    state().setUpSearch(false);
    state().setUpSearch(true);
    expect(state().plan[0]).toMatchObject({ trials: 11 });
  });
});

test("a learnt strategy takes the place of shared weights, with a search on the same space", () => {
  const { state } = openStudio();
  state().choosePipeline({ id: "autosegnet", options: {} });
  state().takeStrategy({ id: "random", options: {} });
  expect(state().plan).toMatchObject([{ kind: "search", space: { id: "autosegnet" }, strategy: { id: "random" } }]);
});

describe("a plan in a file", () => {
  const saved = () => {
    const { state } = openStudio();
    state().choosePipeline({ id: "two-stage", options: {} });
    state().changeSetup({ seed: 9 });
    return { plan: state().plan, file: new Blob([planText(plannedFile(state()))]) };
  };
  const lastToast = (state: () => StudioState) => state().notices.at(-1);

  test("comes back as it was saved, with its seed; what changed is said, and taken back whole", async () => {
    const { plan, file } = saved();
    const { state } = openStudio();
    const before = state().plan;
    await state().openPlan(file, "mine.json");
    expect([state().plan, state().setup.seed, state().room]).toEqual([plan, 9, "search"]);
    expect(lastToast(state)!.text).toMatch(/^mine\.json: .*stages in all; the seed is 9\.$/);
    lastToast(state)!.action!.run();
    expect([state().plan, state().setup.seed]).toEqual([before, 0]);
  });

  test.each([
    ["no JSON", "{", /bad\.json is not JSON/],
    ["a recipe", JSON.stringify(defaultRecipe), /It looks like a recipe/],
  ])("that is %s changes nothing and says why", async (_, text, message) => {
    const { state } = openStudio();
    const before = state().plan;
    await state().openPlan(new Blob([text]), "bad.json");
    expect(state().plan).toBe(before);
    expect(state().failure?.message).toMatch(message);
  });
});

test("a batch is drawn for the data and the recipe as they are, and anew where these change", async () => {
  const asked: string[] = [];
  const fake = createFakeStudio();
  const batch: StudioApi["data"]["batch"] = (recipe, draw) => {
    asked.push(`${recipe.batch} in draw ${draw}`);
    return recipe.batch === 5 ? Promise.reject(new Error("It is too large.")) : fake.data.batch(recipe, draw);
  };
  const store = createStudioStore({ ...fake, data: { ...fake.data, batch } }, () => undefined);
  const state = () => store.getState();
  await state().drawBatch(0);
  expect(asked).toEqual([]);
  await state().openSample("platelets");
  await state().drawBatch(0);
  await state().drawBatch(0);
  expect([asked, state().seenBatch?.patches?.length]).toEqual([["8 in draw 0"], 8]);
  state().changeRecipe({ batch: 5 });
  expect(state().seenBatch?.key).not.toBe(batchKey(state(), 0));
  await state().drawBatch(1);
  expect([asked.at(-1), state().seenBatch?.patches, state().seenBatch?.because]).toEqual([
    "5 in draw 1",
    null,
    "It is too large.",
  ]);
});
