import { CLASS_METRIC } from "../core/judging/defaultMetrics.ts";
import type { MetricId, Scores } from "../core/judging/scores.ts";
import { densestDifference, nextDisagreement } from "../core/image/disagreement.ts";
import type { Plane } from "../core/image/plane.ts";
import type { MaskWish, StudioApi } from "../worker/studioApi.ts";
import type { SaveFile } from "./librarySlice.ts";
import { settingsOf, type FieldSettings } from "./comparedField.ts";
import { chosenBy, isClosed } from "./partOfSlice.ts";
import { defaultPanes, firstComparison, resizedPanes, type Pane, type PaneContent } from "./panes.ts";
import type { SliceCreator, StudioStore } from "./store.ts";
import { closeUp, insideOf } from "./viewSlice.ts";

export const COMPARE_MODES = ["side", "curtain", "blink", "difference", "errors"] as const;
export type CompareMode = (typeof COMPARE_MODES)[number];

/** Pixels of one layer of one slice, as the worker sent them. */
export type Layer =
  | {
      readonly kind: "labels";
      readonly width: number;
      readonly height: number;
      readonly labels: Uint8Array<ArrayBuffer>;
    }
  | {
      readonly kind: "values";
      readonly width: number;
      readonly height: number;
      readonly values: Float32Array<ArrayBuffer>;
    }
  | { readonly kind: "loading" }
  | { readonly kind: "missing"; readonly because: string };

export type LayerWish =
  | {
      readonly kind: "prediction" | "probability" | "uncertainty";
      readonly trial: number;
      readonly z: number;
      readonly classIndex: number;
    }
  /** The prediction after a conditional random field within the slice. */
  | { readonly kind: "refined"; readonly trial: number; readonly z: number; readonly field: FieldSettings }
  /** The prediction on a plane across the slices. */
  | { readonly kind: "predictedPlane"; readonly trial: number; readonly plane: Plane; readonly index: number };

/** Brings a spot of the shown slice into the middle, at once or by gliding there. */
export type LeadTo = (view: { readonly zoom: number; readonly center: readonly [x: number, y: number] }) => void;

export type ScoreScope = "slice" | "validation";

export interface CompareSlice {
  readonly panes: readonly Pane[];
  readonly paneIndex: number;
  readonly mode: CompareMode;
  /** True while the key that shows the truth is held. */
  readonly isTruthHeld: boolean;
  /** Share of the pane left of the curtain. */
  readonly curtain: number;
  readonly layers: ReadonlyMap<string, Layer>;
  /** Errors are hatched instead of filled. */
  readonly isHatched: boolean;
  /** What all predictions that are shown are refined by; null for as they are. */
  readonly field: FieldSettings | null;
  readonly scoreScope: ScoreScope;
  /** The metric that classes are compared by. */
  readonly scoreMetric: MetricId;
  readonly trialScores: ReadonlyMap<string, Scores>;
  /** Share of differing pixels per slice, by pair of trials; null where it could not be had. */
  readonly profiles: ReadonlyMap<string, Float32Array<ArrayBuffer> | null>;
  /** Slices that both of a pair have predicted for its profile, while that is worked out. */
  readonly profileProgress: ReadonlyMap<string, { readonly done: number; readonly planned: number }>;

  readonly arrangePanes: (count: number) => void;
  readonly setPaneContent: (index: number, content: PaneContent) => void;
  readonly choosePane: (index: number) => void;
  readonly shiftPane: (index: number, offset: Pane["offset"]) => void;
  readonly setMode: (mode: CompareMode) => void;
  readonly nextMode: () => void;
  readonly alignPanes: () => void;
  readonly holdTruth: (isTruthHeld: boolean) => void;
  readonly setCurtain: (share: number) => void;
  readonly setHatched: (isHatched: boolean) => void;
  readonly setField: (field: FieldSettings | null) => void;
  readonly setScoreScope: (scope: ScoreScope) => void;
  readonly setScoreMetric: (metric: CompareSlice["scoreMetric"]) => void;
  /**
   * Chooses the best candidate and the baseline when nothing was chosen yet, on a slice that networks are chosen by, and tries again
   * what could not be had.
   */
  readonly prepareComparison: () => void;
  /** Shows the middle slice of the validation part, unless one of that part is shown. */
  readonly goToValidation: () => void;
  /** Compares these trials, in panes that suit them. */
  readonly compareTrials: (ids: readonly number[], isUsualPair?: boolean) => void;
  /** Asks for a layer unless it is here or on its way. */
  readonly wantLayer: (wish: LayerWish) => void;
  readonly wantScores: (trial: number, scope: ScoreScope) => void;
  readonly wantProfile: (trialA: number, trialB: number) => void;
  /** Goes to the next slice of the validation part on which the two trials differ most, and leads to the spot in it. */
  readonly goToNextDisagreement: (trialA: number, trialB: number, lead?: LeadTo) => Promise<void>;
  readonly exportMask: (trial: number, wish: MaskWish) => Promise<void>;
}

const KEPT_LAYERS = 60;

/** Where the last refinement of a slice is kept, which is shown until the next has come. */
export const refinedKey = ({ trial, z }: { readonly trial: number; readonly z: number }): string =>
  `refined/${trial}/${z}`;

export function layerKey(wish: LayerWish): string {
  if (wish.kind === "refined") return `${refinedKey(wish)}/${JSON.stringify(wish.field)}`;
  if (wish.kind === "predictedPlane") return `${wish.kind}/${wish.trial}/${wish.plane}/${wish.index}`;
  const { kind, trial, z, classIndex } = wish;
  return kind === "probability" ? `${kind}/${trial}/${z}/${classIndex}` : `${kind}/${trial}/${z}`;
}
export const scoreKey = (trial: number, scope: ScoreScope, z: number): string =>
  scope === "slice" ? `${trial}/${z}` : `${trial}/validation`;
export const profileKey = (trialA: number, trialB: number): string =>
  `${Math.min(trialA, trialB)}/${Math.max(trialA, trialB)}`;

export const createCompareSlice =
  (client: Pick<StudioApi, "compare">, save: SaveFile): SliceCreator<CompareSlice> =>
  (set, get, store) => {
    const api = client.compare;

    /** Trials are numbers: what was predicted by those of one study says nothing about another. */
    store.subscribe(({ study }, before) => {
      if (study?.spec.task !== before.study?.spec.task)
        set({
          ...nothingPredicted(),
          compared: [],
          isUsualPair: false,
          orthoTrial: null,
          panes: defaultPanes(get().panes.length, []),
        });
      else if (study?.isTestOpened !== before.study?.isTestOpened) set(nothingPredicted());
    });

    return {
      panes: defaultPanes(4, []),
      paneIndex: 0,
      mode: "side",
      isTruthHeld: false,
      curtain: 0.5,
      ...nothingPredicted(),
      isHatched: false,
      field: null,
      scoreScope: "validation",
      scoreMetric: CLASS_METRIC,
      ...paneActions(store),
      ...fetchingActions(api, store),

      setMode: (mode) => set({ mode }),
      nextMode: () =>
        set(({ mode }) => ({ mode: COMPARE_MODES[(COMPARE_MODES.indexOf(mode) + 1) % COMPARE_MODES.length]! })),
      holdTruth: (isTruthHeld) => set({ isTruthHeld }),
      setCurtain: (share) => set({ curtain: Math.min(1, Math.max(0, share)) }),
      setHatched: (isHatched) => set({ isHatched }),
      setField: (field) => set({ field }),
      setScoreScope: (scoreScope) => set({ scoreScope }),
      setScoreMetric: (scoreMetric) => set({ scoreMetric }),
      goToNextDisagreement: (trialA, trialB, lead = get().setView) =>
        get().attempt(async () => {
          const profile =
            get().profiles.get(profileKey(trialA, trialB)) ?? (await profileOf(api, store, [trialA, trialB]));
          const { study, slice } = get();
          const z = nextDisagreement(profile, slice, study ? chosenBy(study.spec.task) : undefined);
          if (z === null) {
            get().notify("The two predictions are the same on every validation slice");
            return;
          }
          get().goTo(z);
          const [first, second] = await Promise.all([api.prediction(trialA, z), api.prediction(trialB, z)]);
          const spot = densestDifference(first.labels, second.labels, first.width);
          if (!spot) return;
          const [y, x] = spot;
          set({ hover: { x: Math.floor(x), y: Math.floor(y) } });
          const zoom = closeUp(get().zoom, get().fittedZoom);
          lead({ zoom, center: insideOf([first.width, first.height], [x, y], get().fittedZoom / zoom) });
        }),
      exportMask: (trial, wish) =>
        get().attempt(async () => {
          const { name, bytes, notes } = await api.exportMask(trial, wish);
          save(name, bytes, "application/octet-stream");
          for (const note of notes) get().notify(note);
        }),
    };
  };

/** What the panes hold, and how they lie. */
function paneActions({
  getState: get,
  setState: set,
}: StudioStore): Pick<
  CompareSlice,
  | "arrangePanes"
  | "setPaneContent"
  | "choosePane"
  | "shiftPane"
  | "alignPanes"
  | "prepareComparison"
  | "goToValidation"
  | "compareTrials"
> {
  return {
    arrangePanes: (count) =>
      set(({ compared, panes, paneIndex, mode }) => ({
        panes: resizedPanes(panes, count, compared),
        paneIndex: Math.min(paneIndex, count - 1),
        // One pane shows two trials as a curtain.
        mode: count === 1 && compared.length > 1 && mode === "side" ? "curtain" : mode,
      })),
    setPaneContent: (index, content) => set(({ panes }) => ({ panes: panes.with(index, { content, offset: [0, 0] }) })),
    choosePane: (paneIndex) => {
      if (paneIndex < get().panes.length) set({ paneIndex });
    },
    shiftPane: (index, offset) => set(({ panes }) => ({ panes: panes.with(index, { ...panes[index]!, offset }) })),
    alignPanes: () => set(({ panes }) => ({ panes: panes.map((pane) => ({ ...pane, offset: [0, 0] as const })) })),
    prepareComparison() {
      set(({ layers }) => ({ layers: new Map([...layers].filter(([, { kind }]) => kind !== "missing")) }));
      const { compared, panes, study } = get();
      const shown = panes.flatMap(({ content }) => ("trial" in content ? [content.trial] : []));
      const ids = compared.length > 0 ? compared : firstComparison(study);
      if (shown.length === 0) get().goToValidation();
      if (ids.length > 0 && !ids.every((id) => shown.includes(id))) get().compareTrials(ids, compared.length === 0);
    },
    goToValidation() {
      const { study, slice, plane } = get();
      if (!study || plane !== "xy") return;
      const { from, to } = chosenBy(study.spec.task);
      if (to > from && (slice < from || slice >= to)) get().goTo(Math.floor((from + to) / 2));
    },
    compareTrials(ids, isUsualPair) {
      get().setCompared(ids, isUsualPair ?? (get().isUsualPair && ids.join() === get().compared.join()));
      set(({ compared, panes }) => ({
        panes: defaultPanes(Math.max(panes.length, Math.min(9, compared.length + 2)), compared),
      }));
    },
  };
}

/** What is asked of the worker once, and kept. */
function fetchingActions(
  api: StudioApi["compare"],
  store: StudioStore,
): Pick<CompareSlice, "wantLayer" | "wantScores" | "wantProfile"> {
  const { getState: get, setState: set } = store;
  const putLayer = (key: string, layer: Layer) =>
    set(({ layers }) => {
      const next = new Map([...layers].filter(([other]) => other !== key).slice(1 - KEPT_LAYERS));
      return { layers: next.set(key, layer) };
    });

  /** Of the refinements of a slice one is computed at a time, and of those asked for meanwhile the last. */
  const waiting = new Map<string, Extract<LayerWish, { readonly kind: "refined" }> | null>();
  const refine = (wish: Extract<LayerWish, { readonly kind: "refined" }>) => {
    const slice = refinedKey(wish);
    if (waiting.has(slice)) {
      waiting.set(slice, wish);
      return;
    }
    waiting.set(slice, null);
    const put = (layer: Layer) => {
      putLayer(layerKey(wish), layer);
      putLayer(slice, layer);
      const next = waiting.get(slice);
      waiting.delete(slice);
      if (next && !get().layers.has(layerKey(next))) refine(next);
    };
    void fetchLayer(api, wish).then(put, (error: unknown) => put(missing(error)));
  };

  return {
    wantLayer(wish) {
      if (wish.kind === "refined") {
        if (!get().layers.has(layerKey(wish))) refine(wish);
        return;
      }
      const key = layerKey(wish);
      if (get().layers.has(key)) return;
      putLayer(key, { kind: "loading" });
      void fetchLayer(api, wish).then(
        (layer) => putLayer(key, layer),
        (error: unknown) => putLayer(key, missing(error)),
      );
    },
    wantScores(trial, scope) {
      const { slice, study, trialScores } = get();
      const key = scoreKey(trial, scope, slice);
      if (trialScores.has(key) || (scope === "slice" && isClosed(study, slice))) return;
      void get().attempt(async () => {
        const scores = await api.scores(trial, scope === "slice" ? { z: slice } : { part: "validation" });
        set((state) => ({ trialScores: new Map(state.trialScores).set(key, scores) }));
      });
    },
    wantProfile(trialA, trialB) {
      const key = profileKey(trialA, trialB);
      if (get().profiles.has(key)) return;
      const keep = (profile: Float32Array<ArrayBuffer> | null) =>
        set(({ profiles }) => ({ profiles: new Map(profiles).set(key, profile) }));
      void get().attempt(() =>
        profileOf(api, store, [trialA, trialB]).then(keep, (error: unknown) => {
          keep(null);
          throw error;
        }),
      );
    },
  };
}

const missing = (error: unknown): Layer => ({
  kind: "missing",
  because: error instanceof Error ? error.message : String(error),
});

const nothingPredicted = (): Pick<CompareSlice, "layers" | "trialScores" | "profiles" | "profileProgress"> => ({
  layers: new Map(),
  trialScores: new Map(),
  profiles: new Map(),
  profileProgress: new Map(),
});

/** Predicts what is missing of both; how far that is stands in the store. */
const profileOf = (
  api: StudioApi["compare"],
  { setState: set }: StudioStore,
  [one, other]: readonly [number, number],
) =>
  api.disagreement(one, other, (done, planned) =>
    set(({ profileProgress }) => ({
      profileProgress: new Map(profileProgress).set(profileKey(one, other), { done, planned }),
    })),
  );

async function fetchLayer(api: StudioApi["compare"], wish: LayerWish): Promise<Layer> {
  if (wish.kind === "predictedPlane")
    return { kind: "labels", ...(await api.predictedPlane(wish.trial, wish.plane, wish.index)) };
  if (wish.kind === "refined")
    return { kind: "labels", ...(await api.refined(wish.trial, wish.z, settingsOf(wish.field))) };
  const { kind, trial, z, classIndex } = wish;
  if (kind === "prediction") return { kind: "labels", ...(await api.prediction(trial, z)) };
  return {
    kind: "values",
    ...(kind === "probability" ? await api.probability(trial, z, classIndex) : await api.uncertainty(trial, z)),
  };
}
