import { smallFrame } from "../core/study/film.ts";
import { hasEnded, lastStep, type Trial } from "../core/study/trial.ts";
import type { TrialPreview } from "../worker/studioApi.ts";
import { againstTruth, type Picture } from "./againstTruth.ts";
import { boardRows } from "./leaderboard.ts";
import type { ShownTrials } from "./shownStage.ts";

/** Tiles of a contact sheet at most. */
export const MOST_TILES = 24;

/** What every trial saw last, by trial; small. */
export type LastFrames = ReadonlyMap<number, TrialPreview>;

/** The frames with some more; of one trial the frame of the later step stays. Past twice a sheet, those that came first are let go. */
export function withLastFrames(frames: LastFrames, more: readonly TrialPreview[]): LastFrames {
  const all = new Map(frames);
  for (const frame of more) {
    if ((all.get(frame.trial)?.step ?? -1) > frame.step) continue;
    all.delete(frame.trial);
    all.set(frame.trial, smallFrame(frame));
  }
  return new Map([...all].slice(-2 * MOST_TILES));
}

/** Trials that see or have seen something, in the order of the leaderboard. */
export const pictured = (shown: ShownTrials): readonly Trial[] =>
  boardRows(shown, { key: "score", isDescending: true }, { text: "", status: "all" }).filter(
    (trial) => trial.status === "running" || lastStep(trial) > 0,
  );

export interface SheetTile {
  readonly trial: Trial;
  /** Null while its training has shown nothing. */
  readonly frame: TrialPreview | null;
}

/** The tiles of a sheet. A trial that ended before its picture was kept has none. */
export const tilesOf = (trials: readonly Trial[], frames: LastFrames): readonly SheetTile[] =>
  trials.flatMap((trial) => {
    const frame = frames.get(trial.id) ?? null;
    return frame || !hasEnded(trial) ? [{ trial, frame }] : [];
  });

/** Where a picture differs from the truth of its slice: 1 where it does, 0 where it is right, and unlabelled where the truth says nothing. `share` is of what is labelled, 0 … 1. */
export function wrongPixels(
  picture: Picture,
  truth: Picture,
): { readonly labels: Uint8Array<ArrayBuffer>; readonly share: number } {
  const { labels, shareOf } = againstTruth(picture, truth, (label, index) => (label === picture.labels[index] ? 0 : 1));
  return { labels, share: shareOf(1) };
}
