import { describe, expect, test } from "vitest";
import { recipes } from "../catalog/recipes/index.ts";
import { losses } from "../catalog/losses/index.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import type { PlanActionId } from "../worker/studioApi.ts";
import { ADVICE, isPlanAction } from "./advice.ts";
import { firstRecipe } from "./planSlice.ts";
import { createStudioStore } from "./store.ts";

const ids = Object.keys(ADVICE) as PlanActionId[];

describe.each(ids)("%s", (id) => {
  test.each(recipes.list.map((item) => [item.id, item.recipe] as const))(
    "holds afterwards, from the recipe %s",
    (_, recipe) => {
      expect(ADVICE[id].isTaken({ ...recipe, ...ADVICE[id].change(recipe) })).toBe(true);
    },
  );

  test("changes the search that is planned, and can be taken back from its notice", async () => {
    const store = createStudioStore(createFakeStudio(), () => undefined);
    store.getState().changeRecipe({ patchSampling: "uniform" });
    const before = firstRecipe(store.getState());
    await store.getState().actOnNotice(id);
    expect([ADVICE[id].isTaken(before), ADVICE[id].isTaken(firstRecipe(store.getState()))]).toEqual([false, true]);
    store.getState().notices.at(-1)!.action!.run();
    expect(firstRecipe(store.getState())).toEqual(before);
  });
});

test("class weights are kept beside the loss where it has them; every loss ends with weights", () => {
  for (const { id, options } of losses.list) {
    const { loss } = ADVICE.useClassWeights.change({ ...recipes.list[0]!.recipe, loss: { id, options: {} } });
    expect(loss!.id === id).toBe("classWeights" in options);
  }
});

test("what the data room does is no advice", () => {
  expect(isPlanAction("closeLabels")).toBe(false);
});
