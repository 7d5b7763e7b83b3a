import type { StageEdit } from "../core/stages/edits.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import type { SliceCreator } from "./store.ts";

export interface TestPartSlice {
  /** Asked for: opening the test part, and what is to be done then; null while it is not asked for. */
  readonly testWish: { readonly edits: readonly StageEdit[] } | null;
  /** Asks whether the test part is to be opened, for edits of the plan that test, or to look at it. */
  readonly wishTest: (edits?: readonly StageEdit[]) => void;
  readonly leaveTest: () => void;
  /** Opens the test part for good, which the log records, and goes on with what it was opened for. */
  readonly openTest: () => Promise<void>;
}

export const createTestPartSlice =
  ({ compare }: Pick<StudioApi, "compare">): SliceCreator<TestPartSlice> =>
  (set, get) => ({
    testWish: null,
    wishTest: (edits = []) => set({ testWish: { edits } }),
    leaveTest: () => set({ testWish: null }),
    async openTest() {
      const edits = get().testWish?.edits ?? [];
      set({ testWish: null });
      await get().attempt(() => compare.openTest());
      for (const edit of edits) await get().editStages(edit);
      if (edits.length > 0) await get().resumeStudy();
    },
  });
