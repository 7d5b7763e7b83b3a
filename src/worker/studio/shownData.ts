import type { Proposal } from "../../core/image/correction/accepting.ts";
import type { CorrectionState, DataState } from "../studioApi.ts";
import type { HeldData } from "./heldData.ts";
import type { OpenData } from "./openData.ts";

/** Slices that are being corrected: the open image, the labels that come of it, and what was proposed. */
export interface OpenCorrection {
  readonly data: OpenData;
  readonly proposal: Proposal;
  readonly about: CorrectionState;
}

/** What the page sees and paints on: the open data, or slices that are being corrected in front of them. Studies know the open data alone. */
export interface ShownData {
  readonly held: () => HeldData;
  /** What is corrected; null where the open data are shown. */
  readonly correction: () => OpenCorrection | null;
  readonly state: () => Promise<DataState>;
  readonly correct: (correction: OpenCorrection) => Promise<DataState>;
  /** Shows the open data again. */
  readonly leave: () => Promise<DataState>;
}

/** `front` holds what is shown in front of `behind`. */
export function createShownData(behind: HeldData, front: HeldData, nothing: OpenData): ShownData {
  let correction: OpenCorrection | null = null;

  /** Whether a search could start is told by the data that it would start on. */
  async function state(): Promise<DataState> {
    if (!correction) return behind.state();
    const [shown, { datasetId }] = await Promise.all([front.state(), behind.state()]);
    return { ...shown, datasetId, correction: correction.about };
  }

  return {
    held: () => (correction ? front : behind),
    correction: () => correction,
    state,
    async correct(next) {
      correction = next;
      await front.show(next.data);
      return state();
    },
    async leave() {
      if (!correction) return behind.state();
      correction = null;
      await front.show(nothing);
      // The page takes in what is newer than what it has.
      return behind.show(behind.open());
    },
  };
}
