import type { ComparisonPoint } from "../core/study/events.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import type { SliceCreator, StudioState } from "./store.ts";
import { closeUp } from "./viewSlice.ts";

/** What was done to a point: how it was before, how it is since; null where it was not there. */
export interface PointStep {
  readonly before: ComparisonPoint | null;
  readonly after: ComparisonPoint | null;
}

/** Numbered arrows with notes, kept with the study. */
export interface PointSlice {
  /** A point whose note is being written; it is placed with it. */
  readonly draftPoint: ComparisonPoint["at"] | null;
  readonly pointSteps: readonly PointStep[];
  readonly pointStepsUndone: readonly PointStep[];

  readonly beginPoint: (at: ComparisonPoint["at"]) => void;
  /** Places the point that was begun; null leaves it. */
  readonly endPoint: (note: string | null) => Promise<void>;
  readonly placePoint: (at: ComparisonPoint["at"], note: string) => Promise<void>;
  readonly editPoint: (id: number, note: string) => Promise<void>;
  readonly removePoint: (id: number) => Promise<void>;
  /** Takes back what was done last to a point, and does it again. */
  readonly undoPoint: () => Promise<void>;
  readonly redoPoint: () => Promise<void>;
  readonly goToPoint: (point: ComparisonPoint) => void;
}

const TAIL_LENGTH = 26;

export const createPointSlice =
  ({ compare }: Pick<StudioApi, "compare">): SliceCreator<PointSlice> =>
  (set, get, store) => {
    /** Makes a point what it is to be, and remembers how it was. */
    const change = ({ before, after }: PointStep) =>
      get().attempt(async () => {
        await write(compare, before, after);
        set(({ pointSteps }) => ({ pointSteps: [...pointSteps, { before, after }], pointStepsUndone: [] }));
      });

    store.subscribe(({ study }, before) => {
      if (study?.spec.task !== before.study?.spec.task) set({ draftPoint: null, pointSteps: [], pointStepsUndone: [] });
    });

    return {
      draftPoint: null,
      pointSteps: [],
      pointStepsUndone: [],
      beginPoint: (draftPoint) => set({ draftPoint, pointId: null }),
      async endPoint(note) {
        const { draftPoint, placePoint } = get();
        set({ draftPoint: null });
        if (draftPoint && note !== null) await placePoint(draftPoint, note);
      },
      placePoint: ([z, y, x], note) =>
        change({
          before: null,
          after: { id: nextId(get()), at: [z, y, x], tail: [y - TAIL_LENGTH, x - TAIL_LENGTH], note },
        }),
      async editPoint(id, note) {
        const before = pointOf(get(), id);
        if (before && before.note !== note) await change({ before, after: { ...before, note } });
      },
      async removePoint(id) {
        const before = pointOf(get(), id);
        if (before) await change({ before, after: null });
      },
      async undoPoint() {
        const { pointSteps } = get();
        const step = pointSteps.at(-1);
        if (!step) return;
        await get().attempt(async () => {
          set(({ pointStepsUndone }) => ({
            pointSteps: pointSteps.slice(0, -1),
            pointStepsUndone: [...pointStepsUndone, step],
          }));
          await write(compare, step.after, step.before);
        });
      },
      async redoPoint() {
        const { pointStepsUndone } = get();
        const step = pointStepsUndone.at(-1);
        if (!step) return;
        await get().attempt(async () => {
          set(({ pointSteps }) => ({
            pointSteps: [...pointSteps, step],
            pointStepsUndone: pointStepsUndone.slice(0, -1),
          }));
          await write(compare, step.before, step.after);
        });
      },
      goToPoint({ id, at: [z, y, x] }) {
        get().goTo(z);
        set(({ zoom, fittedZoom }) => ({ pointId: id, center: [x, y], zoom: closeUp(zoom, fittedZoom) }));
      },
    };
  };

const pointOf = ({ study }: Pick<StudioState, "study">, id: number): ComparisonPoint | undefined =>
  study?.points.find((point) => point.id === id);

const nextId = ({ study }: Pick<StudioState, "study">): number => (study?.points.at(-1)?.id ?? 0) + 1;

async function write(
  api: StudioApi["compare"],
  before: ComparisonPoint | null,
  after: ComparisonPoint | null,
): Promise<void> {
  if (after) await api.placePoint(after);
  else if (before) await api.removePoint(before.id);
}
