import { expect, test, vi } from "vitest";
import { createStudioStore } from "../../state/store.ts";
import { createFakeStudio } from "../../testing/fakeStudio.ts";
import { matches, strokeName, type Stroke } from "../keys/matchKeys.ts";
import { searchCommands } from "./searchCommands.ts";

const stroke = (key: string): Stroke => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false });
const NAMES: Readonly<Record<string, string>> = { Space: " " };

test("the space bar pauses a search that runs", () => {
  const store = createStudioStore(createFakeStudio(), () => undefined);
  const pauseStudy = vi.fn(() => Promise.resolve());
  store.setState({
    live: {
      state: "running",
      studyId: "fake",
      owner: "here",
      kept: { isDurable: true, problem: null },
      damage: null,
      running: [],
      device: "simd",
      slots: 1,
      savedAt: null,
    },
    pauseStudy,
  });
  searchCommands(store)
    .find(({ keys }) => matches(keys, stroke(" ")))
    ?.run?.();
  expect(pauseStudy).toHaveBeenCalledOnce();
});

test("every key is named as its stroke is", () => {
  const keys = searchCommands(createStudioStore(createFakeStudio(), () => undefined)).flatMap(
    (command) => command.keys ?? [],
  );
  expect(keys.map((key) => strokeName(stroke(NAMES[key] ?? key)))).toEqual(keys);
});
