import { headlineScore } from "../../core/judging/headline.ts";
import { bestTrial } from "../../core/study/ranking.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { keepBlob, type BlobStore } from "../blobs/blobStore.ts";
import { packPicture, type Picture } from "./picture.ts";
import type { BestStanding } from "./standing.ts";

export interface GalleryParts {
  readonly study: () => Study;
  /** What a trial sees in one slice of the validation part. */
  readonly predict: (study: Study, trial: Trial) => Promise<Picture & { readonly slice: number }>;
  readonly blobs: BlobStore;
  readonly hash: (bytes: Uint8Array) => string;
}

/** How the best came to what it is, in pictures; the last one is of the best. */
export interface Gallery {
  /** Has the best drawn, if it has no picture yet; it is among them a moment later. */
  bests(machineOf: (trial: number) => string | null): readonly BestStanding[];
}

const KEPT = 6;

/** Draws a trial once it is the best, and only while somebody looks. */
export function createGallery({ study, predict, blobs, hash }: GalleryParts): Gallery {
  let shown: readonly Omit<BestStanding, "machine">[] = [];
  let drawing: number | null = null;
  const undrawable = new Set<number>();

  async function draw(trial: Trial, score: number): Promise<void> {
    drawing = trial.id;
    try {
      const { slice, ...picture } = await predict(study(), trial);
      const name = await keepBlob(blobs, packPicture(picture), hash);
      for (const old of shown.slice(0, -KEPT + 1)) await blobs.remove(old.picture);
      shown = [...shown.slice(-KEPT + 1), { trial: trial.id, label: trial.label, score, slice, picture: name }];
    } catch {
      // Its weights are not kept any more: a better one was found meanwhile.
      undrawable.add(trial.id);
    } finally {
      drawing = null;
    }
  }

  return {
    bests(machineOf) {
      const now = study();
      const best = bestTrial(now);
      const score = best && headlineScore(now, best);
      const isNew = best && best.id !== shown.at(-1)?.trial && !undrawable.has(best.id);
      if (isNew && score !== null && drawing === null) void draw(best, score);
      return shown.map((one) => ({ ...one, machine: machineOf(one.trial) }));
    },
  };
}
