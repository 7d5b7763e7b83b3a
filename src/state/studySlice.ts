import { applyEvent, foldEvents, type Study } from "../core/search/study.ts";
import type { DeviceReport, LiveStatus, StudioApi } from "../worker/studioApi.ts";
import type { QuickStart } from "./quickStart.ts";
import type { SliceCreator } from "./store.ts";

export interface StudySlice {
  readonly study: Study | null;
  readonly live: LiveStatus | null;
  readonly devices: readonly DeviceReport[];
  /** Begins a search on a sample with settings that suit the length chosen. */
  readonly quickStart: (choice: QuickStart) => Promise<void>;
  readonly calibrate: (again?: boolean) => Promise<void>;
  /** Reads the open study's events and goes on listening. */
  readonly followStudy: () => Promise<void>;
  readonly renameStudy: (name: string) => Promise<void>;
}

export const createStudySlice =
  (client: Pick<StudioApi, "study">): SliceCreator<StudySlice> =>
  (set, get) => ({
    study: null,
    live: null,
    devices: [],
    quickStart: ({ sampleId }) =>
      get().attempt(async () => {
        await get().openSample(sampleId);
        get().openRoom("search");
      }),
    calibrate: (again = false) => get().attempt(async () => set({ devices: await client.study.calibrate(again) })),
    followStudy: () =>
      get().attempt(async () => {
        const events = await client.study.listen({
          events: (batch) => set(({ study }) => ({ study: batch.reduce(applyEvent, study) })),
          status: (live) => set({ live }),
          preview: () => undefined,
        });
        set({ study: foldEvents(events) });
      }),
    renameStudy: (name) => get().attempt(() => client.study.rename(name)),
  });
