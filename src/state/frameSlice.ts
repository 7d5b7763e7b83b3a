import { toErrorRecord, type ErrorRecord } from "../core/errors.ts";
import type { SliceCreator } from "./store.ts";

export const ROOMS = ["data", "space", "search", "compare", "learn"] as const;
export type Room = (typeof ROOMS)[number];
export const ROOM_NAMES: Readonly<Record<Room, string>> = {
  data: "Data",
  space: "Space",
  search: "Search",
  compare: "Compare",
  learn: "Learn",
};

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

/** What stands around the rooms: which one is open, short notices, and the error that needs an answer. */
export interface FrameSlice {
  readonly room: Room;
  readonly notices: readonly Notice[];
  readonly failure: ErrorRecord | null;
  readonly openSheet: "address" | "studies" | "shortcuts" | "palette" | "rename" | null;

  readonly openRoom: (room: Room) => void;
  readonly notify: (text: string, action?: Notice["action"]) => void;
  readonly dismiss: (id: number) => void;
  /** Runs what may fail; its error is shown where the user is, and kept until it is dismissed. */
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
  readonly dismissFailure: () => void;
  readonly showSheet: (sheet: FrameSlice["openSheet"]) => void;
}

export const createFrameSlice = (): SliceCreator<FrameSlice> => (set, get) => ({
  room: "data",
  notices: [],
  failure: null,
  openSheet: null,

  openRoom: (room) => set({ room }),
  notify: (text, action = null) =>
    set(({ notices }) => ({ notices: [...notices.slice(-2), { id: (notices.at(-1)?.id ?? 0) + 1, text, action }] })),
  dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
  async attempt(work) {
    try {
      await work();
    } catch (error) {
      const failure = toErrorRecord(error);
      if (failure.name !== "Cancelled") set({ failure });
    }
  },
  dismissFailure: () => {
    if (get().failure) set({ failure: null });
  },
  showSheet: (openSheet) => set({ openSheet }),
});
