import { expect, test } from "vitest";
import { crfNumbers } from "../core/crf/settings.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { FIELD_SLIDERS, settingsOf, USUAL_SLIDERS } from "./comparedField.ts";
import { layerKey, refinedKey } from "./compareSlice.ts";
import { createStudioStore } from "./store.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("every place of every slider is a field", () => {
  for (const { name, min, max } of FIELD_SLIDERS)
    for (const value of [min, max])
      expect(() => crfNumbers(settingsOf({ ...USUAL_SLIDERS, [name]: value }), 3)).not.toThrow();
});

test("while a slider moves one refinement is computed at a time, the last comes, and the one before is shown until then", async () => {
  const studio = createFakeStudio([24, 64, 48]);
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const compare: typeof studio.compare = {
    ...studio.compare,
    async refined(trial, z, settings) {
      asked.push(settings.bilateral![0]!);
      await new Promise<void>((resolve) => answers.push(resolve));
      return studio.compare.refined(trial, z, settings);
    },
  };
  const store = createStudioStore({ ...studio, compare }, () => undefined);
  await store.getState().openSample("platelets");
  await store.getState().openStudy("kept");
  const wish = (bilateral: number) =>
    ({ kind: "refined", trial: 2, z: 3, field: { ...USUAL_SLIDERS, bilateral } }) as const;
  for (const bilateral of [1, 2, 3, 4]) store.getState().wantLayer(wish(bilateral));
  const layer = (key: string) => store.getState().layers.get(key);
  expect([asked, layer(refinedKey(wish(1)))]).toEqual([[1], undefined]);
  answers[0]!();
  await settled();
  expect(asked).toEqual([1, 4]);
  expect(layer(refinedKey(wish(4)))).toBe(layer(layerKey(wish(1))));
  answers[1]!();
  await settled();
  expect(asked).toEqual([1, 4]);
  expect(layer(refinedKey(wish(4)))).toBe(layer(layerKey(wish(4))));
  store.getState().wantLayer(wish(1));
  expect(asked).toEqual([1, 4]);
});
