import type { Split } from "../core/image/dataset.ts";
import type { ArrayChoice } from "../core/image/decode.ts";
import type { LabelMapping } from "../core/image/labelMap.ts";
import type { ArrayPick, DataState, NamedFile, OpenListener, OpenQuestion, PlanePixels, Role, SampleInfo, StudioApi } from "../worker/studioApi.ts";
import { followPlane, planeWish, type ShownPlane } from "./followPlane.ts";
import type { SliceCreator } from "./store.ts";
import { planeIndex } from "./viewSlice.ts";

export interface SamplePreview extends PlanePixels {
  readonly classColors: readonly string[];
}

/** The choices of the Data room that can be undone. */
interface DataEdit {
  readonly mapping: LabelMapping | null;
  readonly split: Split | null;
  readonly gap: number;
  readonly voxelSizeNm: readonly [z: number, y: number, x: number] | null;
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
  readonly dataPast: readonly DataEdit[];
  readonly dataFuture: readonly DataEdit[];

  readonly loadSamples: () => Promise<void>;
  readonly openSample: (id: string) => Promise<void>;
  readonly openFiles: (files: readonly NamedFile[]) => Promise<void>;
  readonly openAddress: (url: string) => Promise<void>;
  /** Answers the open question; no picks leave the file out. */
  readonly answerOpening: (picks: readonly ArrayPick[]) => void;
  readonly previewArray: (index: number, choice: ArrayChoice) => Promise<PlanePixels>;
  readonly closeDropList: () => void;
  readonly actOnNotice: (actionId: string) => Promise<void>;
  readonly swapStacks: () => Promise<void>;
  readonly closeStack: (role: Role) => Promise<void>;
  readonly setMapping: (mapping: LabelMapping) => Promise<void>;
  readonly setSplit: (split: Split, gap: number) => Promise<void>;
  readonly setVoxelSize: (nm: readonly [z: number, y: number, x: number]) => Promise<void>;
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
      const isOtherStack = data.image?.hash !== get().data?.image?.hash;
      set({ data, ...(isOtherStack && firstLook(data)) });
    };
    const change = (work: () => Promise<DataState>) => get().attempt(async () => show(await work()));
    const edit = (work: () => Promise<DataState>) => {
      const before = editOf(get().data);
      return change(async () => {
        const data = await work();
        set(({ dataPast }) => ({ dataPast: before ? [...dataPast, before] : dataPast, dataFuture: [] }));
        return data;
      });
    };
    const open = (text: string, work: () => Promise<DataState>) =>
      get().attempt(async () => {
        set({ opening: text });
        try {
          show(await work());
          set({ dataPast: [], dataFuture: [] });
        } finally {
          set({ opening: null });
        }
      });

    let answer: ((picks: readonly ArrayPick[]) => void) | null = null;
    const listener: OpenListener = {
      progress: (opening) => set({ opening }),
      choose: (question) =>
        new Promise((resolve) => {
          answer = resolve;
          set({ question });
        }),
    };
    const noteDropped = (data: DataState, files: number, begin: number) => {
      const needsList = data.notices.some(({ severity, file }) => severity === "error" || file !== undefined);
      set({ dropped: needsList ? { files, seconds: (performance.now() - begin) / 1000 } : null });
    };

    const restore = (from: "dataPast" | "dataFuture", to: "dataPast" | "dataFuture") =>
      change(async () => {
        const [target, before] = [get()[from].at(-1), editOf(get().data)];
        let data = get().data!;
        if (!target || !before) return data;
        if (target.mapping && target.mapping !== before.mapping) data = await api.setMapping(target.mapping);
        if (target.split && (target.split !== before.split || target.gap !== before.gap)) data = await api.setSplit(target.split, target.gap);
        if (target.voxelSizeNm && target.voxelSizeNm !== before.voxelSizeNm) data = await api.setVoxelSize(target.voxelSizeNm);
        set((state) => ({ [from]: state[from].slice(0, -1), [to]: [...state[to], before] }));
        return data;
      });

    return {
      data: null,
      samples: [],
      samplePreviews: {},
      opening: null,
      dropped: null,
      question: null,
      shownPlane: null,
      dataPast: [],
      dataFuture: [],

      loadSamples: () =>
        get().attempt(async () => {
          const samples = await api.samples();
          set({ samples });
          const previews = await Promise.all(samples.map(async ({ id }) => [id, await api.samplePreview(id)] as const));
          set({ samplePreviews: Object.fromEntries(previews) });
        }),
      openSample: (id) => open(`Making the sample ${get().samples.find((sample) => sample.id === id)?.label ?? id}`, () => api.openSample(id)),
      async openFiles(files) {
        const begin = performance.now();
        await open(`Reading ${files.length} ${files.length === 1 ? "file" : "files"}`, async () => {
          const data = await api.openFiles(files, listener);
          noteDropped(data, files.length, begin);
          return data;
        });
      },
      async openAddress(url) {
        const begin = performance.now();
        await open(`Reading from ${URL.canParse(url) ? new URL(url).host : url}`, async () => {
          const data = await api.openAddress(url, listener);
          noteDropped(data, 1, begin);
          return data;
        });
      },
      answerOpening(picks) {
        set({ question: null });
        answer?.(picks);
        answer = null;
      },
      previewArray: (index, choice) => api.preview(get().question!.sourceId, index, choice),
      closeDropList: () => set({ dropped: null }),
      actOnNotice: (actionId) => change(() => api.act(actionId)),
      swapStacks: () => change(() => api.swap()),
      closeStack: (role) => change(() => api.close(role)),
      setMapping: (mapping) => edit(() => api.setMapping(mapping)),
      setSplit: (split, gap) => edit(() => api.setSplit(split, gap)),
      setVoxelSize: (nm) => edit(() => api.setVoxelSize(nm)),
      undoData: () => restore("dataPast", "dataFuture"),
      redoData: () => restore("dataFuture", "dataPast"),
      showData: show,
    };
  };

/** Another stack is first shown whole, at its middle, with the window it came with. */
function firstLook({ image }: DataState) {
  const [depth, height, width] = image?.shape ?? [1, 1, 1];
  const cut = { xz: Math.floor(height / 2), yz: Math.floor(width / 2) };
  return { slice: Math.floor(depth / 2), cut, plane: "xy", zoom: "fit", center: null, window: null, hiddenClasses: [], classId: null, hover: null } as const;
}

const editOf = (data: DataState | null): DataEdit | null => data && { mapping: data.mapping, split: data.split, gap: data.gap, voxelSizeNm: data.image?.voxelSizeNm ?? null };
