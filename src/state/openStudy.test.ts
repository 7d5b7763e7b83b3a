import { expect, test, vi } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { createStudioStore } from "./store.ts";

test("a study that opens says so, and is shown with its room in one turn", async () => {
  const client = createFakeStudio([24, 64, 64]);
  const store = createStudioStore(client, () => undefined);
  const drawn: (readonly [opening: string | null, hasStudy: boolean, room: string])[] = [];
  // As a page does: what changes in one turn is drawn once.
  let isWaiting = false;
  store.subscribe(() => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(() => {
      isWaiting = false;
      const { opening, study, room } = store.getState();
      drawn.push([opening, study !== null, room]);
    });
  });
  await store.getState().openStudy("kept");
  expect(drawn[0]).toEqual(["Opening the study", false, "data"]);
  expect(drawn.find(([, hasStudy]) => hasStudy)).toEqual([null, true, "search"]);
});

test("a study that cannot be opened leaves the page where it was, with its error", async () => {
  const client = createFakeStudio([24, 64, 64]);
  vi.spyOn(client.library, "open").mockRejectedValue(new Error("gone"));
  const store = createStudioStore(client, () => undefined);
  await store.getState().openStudy("kept");
  expect(store.getState()).toMatchObject({ opening: null, study: null, room: "data", failure: { message: "gone" } });
});
