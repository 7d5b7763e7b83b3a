import fc from "fast-check";
import { expect, test } from "vitest";
import { createFakeStudio } from "../../testing/fakeStudio.ts";
import { createStudioStore } from "../store.ts";
import { giftOf, luggageOf, packed, unpacked } from "./luggage.ts";

const newStore = () => createStudioStore(createFakeStudio([24, 64, 64]), () => undefined);

test("a plan with its space and a lesson arrive as they left", async () => {
  const store = newStore();
  const first = store.getState();
  expect(luggageOf(first, first)).toEqual({});
  expect(await packed({})).toBeNull();
  store.getState().choosePreset("browser");
  store.getState().changeSetup({ seed: 7 });
  store.getState().changeLearnPlan({ seed: 3, first: [0.5, 1] });
  store.getState().showEvaluation(12);
  const luggage = luggageOf(store.getState(), first);
  expect(luggage).toMatchObject({ plan: { seed: 7 }, lesson: { at: 12, plan: { seed: 3 } } });
  const text = await packed(luggage);
  expect(text).toMatch(/^[\w-]+$/);
  expect(text!.length).toBeLessThan(2000);
  expect(await unpacked(text!)).toEqual(luggage);
});

test("a link gives what its room is about: the lesson in Learn, the plan elsewhere", () => {
  const store = newStore();
  expect(Object.keys(giftOf(store.getState()))).toEqual(["plan"]);
  store.getState().openRoom("learn");
  expect(Object.keys(giftOf(store.getState()))).toEqual(["lesson"]);
});

test("a link that was cut off, or says what is no plan, is refused in one line", async () => {
  const text = (await packed(giftOf(newStore().getState())))!;
  await expect(unpacked(text.slice(0, text.length / 2))).rejects.toMatchObject({ name: "BadInput" });
  await fc.assert(
    fc.asyncProperty(fc.string(), async (other) => {
      await expect(unpacked(other)).rejects.toMatchObject({ name: "BadInput" });
    }),
  );
  const noPlan = await packed({ plan: { version: 3 } } as never);
  await expect(unpacked(noPlan!)).rejects.toThrow('has no "stages"');
  const lesson = { plan: { ...newStore().getState().learnPlan, on: "attic" }, at: 0, isRace: false };
  await expect(unpacked((await packed({ lesson }))!)).rejects.toMatchObject({ name: "UnknownId" });
});
