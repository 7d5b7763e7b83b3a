import type { ImportedStudy, Library, StudioApi } from "../worker/studioApi.ts";
import { opened } from "./opening.ts";
import type { SliceCreator } from "./store.ts";

/** A study file that was read and not yet kept: it can be looked at before it is taken in. */
export interface InspectedFile extends ImportedStudy {
  readonly name: string;
}

export interface LibrarySlice {
  readonly library: Library | null;
  readonly inspected: InspectedFile | null;

  readonly refreshLibrary: () => Promise<void>;
  /** Lists again whenever another tab has changed what is listed. */
  readonly watchLibrary: () => Promise<void>;
  /** Opens a study; one that another tab writes is followed. */
  readonly openStudy: (id: string) => Promise<void>;
  /** Opens a study that another tab writes, and writes it here from then on. */
  readonly openAndTakeOver: (id: string) => Promise<void>;
  readonly removeStudy: (id: string) => Promise<void>;
  readonly exportStudy: (withData: boolean) => Promise<void>;
  /** Saves what the open study found as one HTML page. */
  readonly exportReport: () => Promise<void>;
  /** Saves the trials named, in that order, in a format of the catalog. */
  readonly exportTrials: (format: string, trials: readonly number[]) => Promise<void>;
  readonly inspectFile: (file: Blob, name: string) => Promise<void>;
  readonly keepInspected: () => Promise<void>;
  readonly leaveInspected: () => void;
  /** Opens the finished search that comes with the page. */
  readonly openFinished: () => Promise<void>;
}

/** Hands bytes to the user, as a download in the page. */
export type SaveFile = (name: string, bytes: Uint8Array<ArrayBuffer>, type: string) => void;

export const createLibrarySlice =
  (client: Pick<StudioApi, "library">, save: SaveFile): SliceCreator<LibrarySlice> =>
  (set, get, store) => {
    const api = client.library;
    const refresh = async () => set({ library: await api.list() });
    return {
      library: null,
      inspected: null,

      refreshLibrary: () => get().attempt(refresh),
      openStudy: (id) =>
        opened(store, "Opening the study", () =>
          get().followStudy(
            (listener) => api.open(id, listener),
            ({ data, hasData }) => {
              get().copyPlan();
              if (hasData) get().showData(data);
              set({ openSheet: null, opening: null, room: "search" });
            },
          ),
        ),
      watchLibrary: () => get().attempt(() => api.watch(() => void get().refreshLibrary())),
      async openAndTakeOver(id) {
        await get().openStudy(id);
        if (get().live?.owner === "elsewhere") await get().takeOverStudy();
      },
      removeStudy: (id) =>
        get().attempt(async () => {
          const name = get().library?.studies.find((study) => study.id === id)?.name ?? "the study";
          await api.remove(id);
          await refresh();
          get().notify(`Deleted ${name}`, {
            label: "Undo",
            run: () => void get().attempt(() => api.undoRemove(id).then(refresh)),
          });
        }),
      exportStudy: (withData) =>
        get().attempt(async () => {
          const { name, bytes } = await api.exportStudy({ withData });
          save(name, bytes, "application/zip");
        }),
      exportReport: () =>
        get().attempt(async () => {
          const { name, bytes } = await api.exportReport();
          save(name, bytes, "text/html");
        }),
      exportTrials: (format, trials) =>
        get().attempt(async () => {
          const { name, bytes } = await api.exportTrials(format, trials);
          save(name, bytes, "application/octet-stream");
        }),
      inspectFile: (file, name) =>
        get().attempt(async () => set({ inspected: { name, ...(await api.inspect(file)) }, openSheet: "studies" })),
      keepInspected: () =>
        get().attempt(async () => {
          const id = await api.keepInspected();
          set({ inspected: null });
          await get().openStudy(id);
          await refresh();
        }),
      leaveInspected() {
        set({ inspected: null });
        void api.leaveInspected();
      },
      openFinished: () =>
        get().attempt(async () => {
          await get().openStudy(await api.keepFinished());
          await refresh();
        }),
    };
  };
