import { smallFrame } from "../core/study/film.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { resampleLabels } from "../core/image/resample.ts";
import { hasEnded, lastStep, type Trial } from "../core/study/trial.ts";
import type { TrialPreview } from "../worker/studioApi.ts";
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

type Picture = Pick<TrialPreview, "width" | "height" | "labels">;

/** Where a picture differs from the truth of its slice: 1 where it does, 0 where it is right, and unlabelled where the truth says nothing. `share` is of what is labelled, 0 … 1. */
export function wrongPixels(
  { width, height, labels }: Picture,
  truth: Picture,
): { readonly labels: Uint8Array<ArrayBuffer>; readonly share: number } {
  const known = resampleLabels(truth.labels, [truth.width, truth.height], [width, height]);
  let [wrong, counted] = [0, 0];
  const marked = known.map((label, index) => {
    if (label === UNLABELLED) return UNLABELLED;
    counted++;
    const isWrong = label !== labels[index];
    if (isWrong) wrong++;
    return isWrong ? 1 : 0;
  });
  return { labels: marked, share: counted > 0 ? wrong / counted : 0 };
}
