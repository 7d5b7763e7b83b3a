import type { ArrayChoice } from "../core/image/decode.ts";
import type {
  ArrayPick,
  DataEdit,
  DataState,
  LearningTarget,
  NamedFile,
  NoticeAction,
  OpenListener,
  OpenQuestion,
  PlanePixels,
  Role,
  SampleInfo,
  StudioApi,
} from "../worker/studioApi.ts";
import { isPlanAction } from "./advice.ts";
import { followPlane, planeWish, type ShownPlane } from "./followPlane.ts";
import { opened } from "./opening.ts";
import type { SliceCreator, StudioStore } from "./store.ts";
import { planeIndex } from "./viewSlice.ts";

export interface SamplePreview extends PlanePixels {
  readonly classColors: readonly string[];
}

export interface DataSlice {
  readonly data: DataState | null;
  readonly samples: readonly SampleInfo[];
  readonly samplePreviews: Readonly<Record<string, SamplePreview>>;
  /** What is being read now; null when nothing is. */
  readonly opening: string | null;
  /** Files of the last drop, while their list is open. */
  readonly dropped: { readonly files: number; readonly seconds: number } | null;
  /** What to take of the file that is being opened, while it is asked. */
  readonly question: OpenQuestion | null;
  readonly shownPlane: ShownPlane | null;

  readonly loadSamples: () => Promise<void>;
  readonly openSample: (id: string) => Promise<void>;
  readonly openFiles: (files: readonly NamedFile[]) => Promise<void>;
  readonly openAddress: (url: string) => Promise<void>;
  /** Takes labels by somebody else beside the open ones. */
  readonly openExpert: (files: readonly NamedFile[]) => Promise<void>;
  readonly closeExpert: (index: number) => Promise<void>;
  /** Answers the open question; no picks leave the file out. */
  readonly answerOpening: (picks: readonly ArrayPick[]) => void;
  readonly previewArray: (index: number, choice: ArrayChoice) => Promise<PlanePixels>;
  readonly closeDropList: () => void;
  readonly actOnNotice: (actionId: NoticeAction["id"]) => Promise<void>;
  readonly swapStacks: () => Promise<void>;
  readonly closeStack: (role: Role) => Promise<void>;
  /** Chooses what is learnt of the labels: classes, or objects by their boundaries. */
  readonly learnTarget: (target: LearningTarget) => Promise<void>;
  /** Edits are applied by the worker in the order of the calls; resolves once this one is. */
  readonly editData: (edit: DataEdit) => Promise<void>;
  readonly undoData: () => Promise<void>;
  readonly redoData: () => Promise<void>;
  /** Takes over the data of a study that was opened. */
  readonly showData: (data: DataState) => void;
}

export const createDataSlice =
  (client: Pick<StudioApi, "data">): SliceCreator<DataSlice> =>
  (set, get, store) => {
    const api = client.data;
    followPlane(store, {
      wish: (state) => planeWish(state, state.plane, planeIndex(state)),
      fetch: (plane, index) => api.plane(plane, index),
      shown: (state) => state.shownPlane,
      show: (shownPlane) => set({ shownPlane }),
    });

    const show = (data: DataState) => {
      if (data.revision < (get().data?.revision ?? 0)) return;
      const isOtherStack = data.image?.hash !== get().data?.image?.hash;
      set({
        data,
        ...(isOtherStack && firstLook(data)),
        ...(data.painting === null && { isPainting: false, isPaintingPanes: false }),
      });
    };
    const change = (work: () => Promise<DataState>) => get().attempt(async () => show(await work()));

    return {
      ...NOTHING_OPEN,
      ...openingActions(api, show, store),

      loadSamples: () =>
        get().attempt(async () => {
          const samples = await api.samples();
          set({ samples });
          const previews = await Promise.all(samples.map(async ({ id }) => [id, await api.samplePreview(id)] as const));
          set({ samplePreviews: Object.fromEntries(previews) });
        }),
      previewArray: (index, choice) => api.preview(get().question!.sourceId, index, choice),
      closeDropList: () => set({ dropped: null }),
      async actOnNotice(actionId) {
        if (isPlanAction(actionId)) get().takeAdvice(actionId);
        else await change(() => api.act(actionId));
      },
      swapStacks: () => change(() => api.swap()),
      closeStack: (role) => change(() => api.close(role)),
      learnTarget: (target) => change(() => api.learn(target)),
      closeExpert: (index) => change(() => api.closeExpert(index)),
      editData: (edit) => change(() => api.edit(edit)),
      undoData: () => change(() => api.undo()),
      redoData: () => change(() => api.redo()),
      showData: show,
    };
  };

const NOTHING_OPEN = {
  data: null,
  samples: [],
  samplePreviews: {},
  opening: null,
  dropped: null,
  question: null,
  shownPlane: null,
} satisfies Partial<DataSlice>;

/** How data come in: by a sample, files or an address, with the question that a file may leave open. */
function openingActions(
  api: StudioApi["data"],
  show: (data: DataState) => void,
  store: StudioStore,
): Pick<DataSlice, "openSample" | "openFiles" | "openAddress" | "openExpert" | "answerOpening"> {
  const { getState: get, setState: set } = store;
  const open = (text: string, work: () => Promise<DataState>) => opened(store, text, async () => show(await work()));

  let answer: ((picks: readonly ArrayPick[]) => void) | null = null;
  const listener: OpenListener = {
    progress: (opening) => set({ opening }),
    choose: (question) =>
      new Promise((resolve) => {
        answer = resolve;
        set({ question });
      }),
  };
  /** Opens what was dropped or named, and lists it where something of it is to be told. */
  const openDropped = async (text: string, files: number, work: () => Promise<DataState>) => {
    const begin = performance.now();
    await open(text, async () => {
      const data = await work();
      const needsList = data.notices.some(({ severity, file }) => severity === "error" || file !== undefined);
      set({ dropped: needsList ? { files, seconds: (performance.now() - begin) / 1000 } : null });
      return data;
    });
  };

  return {
    openSample: (id) =>
      open(`Making the sample ${get().samples.find((sample) => sample.id === id)?.label ?? id}`, () =>
        api.openSample(id),
      ),
    openFiles: (files) =>
      openDropped(`Reading ${files.length} ${files.length === 1 ? "file" : "files"}`, files.length, () =>
        api.openFiles(files, listener),
      ),
    openAddress: (url) =>
      openDropped(`Reading from ${URL.canParse(url) ? new URL(url).host : url}`, 1, () =>
        api.openAddress(url, listener),
      ),
    openExpert: (files) => open("Reading labels of another expert", () => api.openExpert(files, listener)),
    answerOpening(picks) {
      set({ question: null });
      answer?.(picks);
      answer = null;
    },
  };
}

/** Another stack is first shown whole, at its middle, with the window it came with. */
function firstLook({ image }: DataState) {
  const [depth, height, width] = image?.shape ?? [1, 1, 1];
  const cut = { xz: Math.floor(height / 2), yz: Math.floor(width / 2) };
  return {
    slice: Math.floor(depth / 2),
    cut,
    plane: "xy",
    zoom: "fit",
    center: null,
    window: null,
    hiddenClasses: [],
    classId: null,
    hover: null,
  } as const;
}
