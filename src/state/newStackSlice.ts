import type { Plane } from "../core/image/plane.ts";
import type { MaskWish, NewStackFacts, StudioApi } from "../worker/studioApi.ts";
import { followPlane, type PlaneWish, type Shown } from "./followPlane.ts";
import type { SaveFile } from "./librarySlice.ts";
import type { SliceCreator, StudioState, StudioStore } from "./store.ts";
import { planeIndex } from "./viewSlice.ts";

/** What of a segmented stack is laid over its plane. */
export const NEW_STACK_LOOKS = ["off", "prediction", "doubt"] as const;
export type NewStackLook = (typeof NEW_STACK_LOOKS)[number];

/** The open image as a trial of the open study sees it, which was made on another. */
export interface SegmentedStack {
  readonly trial: number;
  readonly matchIntensity: boolean;
  /** Null until the trial is ready. */
  readonly facts: NewStackFacts | null;
  /** Slices of all that are predicted, while all are. */
  readonly progress: { readonly done: number; readonly planned: number } | null;
}

/** Pixels of a plane of it. */
export type NewStackLayer =
  | { readonly kind: "labels"; readonly labels: Uint8Array<ArrayBuffer> }
  | { readonly kind: "doubt"; readonly values: Float32Array<ArrayBuffer> };

/** Segmenting a stack that no network of the open study was trained on. */
export interface NewStackSlice {
  /** Whether the open image is one that the open study was not made on. */
  readonly isNewStack: boolean;
  /** Null while none is segmented. */
  readonly newStack: SegmentedStack | null;
  readonly newStackLook: NewStackLook;
  readonly newStackLayer: Shown<NewStackLayer> | null;

  readonly segmentWith: (trial: number, matchIntensity?: boolean) => Promise<void>;
  readonly setNewStackLook: (look: NewStackLook) => void;
  /** Writes the whole of it. */
  readonly saveNewStack: (wish: MaskWish) => Promise<void>;
  /** Makes it the labels of the image, and opens them to be corrected. */
  readonly correctNewStack: () => Promise<void>;
  /** Stops predicting all slices. */
  readonly stopNewStack: () => void;
  readonly leaveNewStack: () => void;
}

export const createNewStackSlice =
  (client: Pick<StudioApi, "newStack">, save: SaveFile): SliceCreator<NewStackSlice> =>
  (set, get, store) => {
    const api = client.newStack;
    followStack(api, store);
    followPlane<NewStackLayer>(store, {
      wish: layerWish,
      async fetch(plane, index) {
        if (get().newStackLook === "doubt") return { kind: "doubt", values: (await api.doubt(index)).values };
        return { kind: "labels", labels: (await api.plane(plane, index)).labels };
      },
      shown: (state) => state.newStackLayer,
      show: (newStackLayer) => set({ newStackLayer }),
    });

    const change = (stack: Partial<SegmentedStack>) =>
      set(({ newStack }) => ({ newStack: newStack && { ...newStack, ...stack } }));

    /** Predicts all slices and then does something with them; nothing where it was stopped before. */
    const withAll = (work: () => Promise<void>) =>
      get().attempt(async () => {
        if (get().newStack?.progress !== null) return;
        try {
          const isWhole = await api.all({ progress: (done, planned) => change({ progress: { done, planned } }) });
          if (isWhole) await work();
        } finally {
          change({ progress: null });
        }
      });

    return {
      isNewStack: false,
      newStack: null,
      newStackLook: "prediction",
      newStackLayer: null,

      segmentWith: (trial, matchIntensity = false) =>
        get().attempt(async () => {
          const begun: SegmentedStack = { trial, matchIntensity, facts: null, progress: null };
          set({ newStack: begun, newStackLook: "prediction" });
          try {
            const facts = await api.begin({ trial, matchIntensity });
            // Another may have been chosen meanwhile.
            if (get().newStack === begun) set({ newStack: { ...begun, facts } });
          } catch (error) {
            if (get().newStack === begun) set({ newStack: null });
            throw error;
          }
        }),
      setNewStackLook: (newStackLook) => set({ newStackLook }),
      saveNewStack: (wish) =>
        withAll(async () => {
          const { name, bytes, notes } = await api.save(wish);
          save(name, bytes, "application/octet-stream");
          for (const note of notes) get().notify(note);
        }),
      correctNewStack: () =>
        withAll(async () => {
          get().showData(await api.takeAsLabels());
          get().leaveNewStack();
          await get().setPainting(true);
        }),
      stopNewStack: () => void get().attempt(() => api.stop()),
      leaveNewStack() {
        set({ newStack: null });
        void get().attempt(() => api.end());
      },
    };
  };

/** Finds out of each image and study that are opened whether they belong together; what was segmented ends with either. */
function followStack(api: StudioApi["newStack"], store: StudioStore): void {
  const pairOf = ({ data, study }: StudioState) => [data?.image?.hash, study?.spec.task] as const;
  store.subscribe((state, before) => {
    const [hash, task] = pairOf(state);
    const [hashBefore, taskBefore] = pairOf(before);
    if (hash === hashBefore && task === taskBefore) return;
    if (state.newStack) state.leaveNewStack();
    if (hash === undefined || task === undefined) {
      if (state.isNewStack) store.setState({ isNewStack: false });
      return;
    }
    void state.attempt(async () => {
      const isNewStack = await api.isNew();
      const [hashNow, taskNow] = pairOf(store.getState());
      if (hashNow === hash && taskNow === task) store.setState({ isNewStack });
    });
  });
}

/** The layer over the plane that is shown; doubt is known of slices alone. */
function layerWish(state: StudioState): PlaneWish | null {
  const { newStack, newStackLook, plane, data } = state;
  if (!newStack?.facts || newStackLook === "off" || (newStackLook === "doubt" && plane !== "xy")) return null;
  const index = planeIndex(state);
  const { trial, matchIntensity, progress } = newStack;
  // Across the slices there is more to see with each that is predicted.
  const known = plane === "xy" ? null : (progress?.done ?? "all");
  return {
    ...{ plane, index },
    key: [data?.image?.hash, trial, matchIntensity, newStackLook, plane, index, known].join("/"),
  };
}

/** Whether what is shown of a plane is shown with a layer over it. */
export const isLayerOf = (
  layer: Shown<NewStackLayer> | null,
  shown: { readonly plane: Plane; readonly index: number } | null,
): boolean => layer !== null && shown !== null && layer.plane === shown.plane && layer.index === shown.index;
