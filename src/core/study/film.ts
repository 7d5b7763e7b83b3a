import { fittedSize, resampleLabels } from "../image/resample.ts";
import { bestTrial } from "./ranking.ts";
import { type Study } from "./study.ts";

/** What a trial saw of one slice at one step of its training. */
export interface Frame {
  readonly step: number;
  readonly z: number;
  readonly width: number;
  readonly height: number;
  /** Class indices, row-major. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Headline score of the evaluation it was drawn at. */
  readonly score: number;
}

/** Frames of a trial that are kept. */
export const FILM_FRAMES = 6;

/** Longer side of a frame that is kept, in pixels. */
export const FRAME_SIDE = 256;

/** A frame small enough for a study's folder, and for sheets of many. */
export function smallFrame<F extends Frame>(frame: F): F {
  const [width, height] = fittedSize([frame.width, frame.height], FRAME_SIDE);
  if (width === frame.width) return frame;
  return {
    ...frame,
    width,
    height,
    labels: resampleLabels(frame.labels, [frame.width, frame.height], [width, height]),
  };
}

/** The film with one more frame: of the same slice, each step once, the oldest left out past `FILM_FRAMES`. */
export function withFrame<F extends Frame>(film: readonly F[], frame: F): readonly F[] {
  return [...film.filter(({ z, step }) => z === frame.z && step !== frame.step), frame].slice(-FILM_FRAMES);
}

/** Trials whose pictures are worth memory: those that run, the best, and those that are looked at. */
export function shownTrials(study: Study, lookedAt: readonly number[]): ReadonlySet<number> {
  const running = study.trials.unfinished.map(({ id }) => id);
  const best = bestTrial(study);
  return new Set([...running, ...(best ? [best.id] : []), ...lookedAt]);
}
