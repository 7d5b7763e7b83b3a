import type { Scores } from "../core/judging/scores.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import type { ScoreScope } from "./compareSlice.ts";
import type { SliceCreator, StudioState } from "./store.ts";

/** How far experts agree who labelled the same image. */
export interface ExpertSlice {
  /** By place; null where there is one of them alone. */
  readonly agreements: ReadonlyMap<string, Scores | null>;
  /** Asks for it on the shown slice or the validation part, unless it is here. */
  readonly wantAgreement: (scope: ScoreScope) => void;
}

export const agreementKey = (scope: ScoreScope, z: number): string => (scope === "slice" ? String(z) : scope);

export const createExpertSlice =
  ({ data: api }: Pick<StudioApi, "data">): SliceCreator<ExpertSlice> =>
  (set, get, store) => {
    store.subscribe((state, before) => {
      if (state.data !== before.data && comparedBy(state) !== comparedBy(before)) set({ agreements: new Map() });
    });
    return {
      agreements: new Map(),
      wantAgreement(scope) {
        const { slice, data, agreements } = get();
        const key = agreementKey(scope, slice);
        if (!data || data.experts.length === 0 || agreements.has(key)) return;
        const compared = comparedBy(get());
        set({ agreements: new Map(agreements).set(key, null) });
        void get().attempt(async () => {
          const scores = await api.agreement(scope === "slice" ? { z: slice } : { part: "validation" });
          if (comparedBy(get()) === compared)
            set((state) => ({ agreements: new Map(state.agreements).set(key, scores) }));
        });
      },
    };
  };

/** What an agreement follows from. */
const comparedBy = ({ data }: Pick<StudioState, "data">): string =>
  JSON.stringify([data?.image?.hash, data?.labels?.hash, data?.experts, data?.mapping?.values, data?.split]);
