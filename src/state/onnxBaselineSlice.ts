import { toErrorRecord, type ErrorRecord } from "../core/errors.ts";
import type { BaselineWish } from "../worker/onnx/onnxBaseline.ts";
import type { NamedBytes, StudioApi } from "../worker/studioApi.ts";
import type { SliceCreator } from "./store.ts";

/** An ONNX file on its way into the study. */
export interface OnnxAdding {
  /** While it is tried and kept. */
  readonly isWorking: boolean;
  readonly problem: ErrorRecord | null;
}

export interface OnnxBaselineSlice {
  /** Null while none is asked for. */
  readonly onnxAdding: OnnxAdding | null;
  readonly openOnnxAdding: () => void;
  readonly closeOnnxAdding: () => void;
  /** Adds the file's network to the open study and has it scored. */
  readonly addOnnxBaseline: (file: NamedBytes, wish: BaselineWish) => Promise<void>;
}

const IDLE: OnnxAdding = { isWorking: false, problem: null };

export const createOnnxBaselineSlice =
  ({ study }: Pick<StudioApi, "study">): SliceCreator<OnnxBaselineSlice> =>
  (set, get) => ({
    onnxAdding: null,
    openOnnxAdding: () => set({ onnxAdding: IDLE }),
    closeOnnxAdding: () => set({ onnxAdding: null }),
    async addOnnxBaseline(file, wish) {
      set({ onnxAdding: { isWorking: true, problem: null } });
      try {
        await study.addOnnxBaseline(file, wish);
      } catch (error) {
        set({ onnxAdding: { isWorking: false, problem: toErrorRecord(error) } });
        return;
      }
      set({ onnxAdding: null });
      if (get().live?.state !== "running") await get().resumeStudy();
    },
  });
