import * as Comlink from "comlink";
import { StudioError } from "../../core/errors.ts";
import { accepted, acceptedRest, proposedPart, refused } from "../../core/image/correction/accepting.ts";
import { checkCorrectable, nextSlices } from "../../core/image/correction/correctedStack.ts";
import type { Range } from "../../core/image/dataset.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { joinedStack } from "../../core/image/subjects.ts";
import { sliceOf } from "../../core/image/volume.ts";
import { correctedNext, correctedSlices, proposalOf } from "../../core/stages/correcting.ts";
import { keepRound } from "../keepRound.ts";
import type { CorrectApi } from "../studioApi.ts";
import { correctionMaps } from "./correctionMaps.ts";
import type { DataRoom } from "./dataRoom.ts";
import { openCorrection } from "./openCorrection.ts";
import type { OpenedStudy } from "./openedStudy.ts";
import type { OpenStudy } from "./openStudy.ts";
import { createPainter, paintingOf } from "./painter.ts";
import { refuseBusy } from "./studyLocks.ts";
import { checkDataset } from "../session.ts";

interface CorrectRoomParts {
  readonly data: Pick<DataRoom, "shown">;
  readonly open: OpenedStudy;
}

/** Rounds of correction of the open study: what its last round predicts is opened as labels that can be painted on. */
export function createCorrectRoom({ data: { shown }, open }: CorrectRoomParts): CorrectApi {
  const painter = createPainter(shown);

  /** The open study, to be written here. */
  function owned(): OpenStudy {
    const study = open.study();
    if (!study.isOwner()) refuseBusy("correct it");
    return study;
  }

  function corrected() {
    const correction = shown.correction();
    if (!correction) throw new StudioError("NotFound", "No slices are being corrected. Predict the next ones first.");
    return correction;
  }

  async function show(stage: number) {
    const study = owned();
    checkDataset(study.study().spec, study.dataset());
    // What was corrected before lets go of its log.
    await shown.leave();
    return shown.correct(await openCorrection(study, stage, shown.held().open()));
  }

  return {
    async propose({ stage, slices: wish }) {
      const study = owned();
      const trial = correctedNext(study.study(), stage);
      const slices = slicesFor(study, stage, wish);
      const raw = await study.folder.writeCorrection(await predicted(open, trial.id, slices));
      await study.record({ type: "slicesProposed", stage, proposal: { slices, trial: trial.id, raw } });
      return show(stage);
    },
    open: show,
    leave: () => shown.leave(),
    async discard(stage) {
      proposalOf(owned().study(), stage);
      await shown.leave();
      await open.record({ type: "slicesProposed", stage, proposal: null });
      return shown.state();
    },
    async accept(at, instead) {
      const { proposal } = corrected();
      const { labels } = paintingOf(shown.held());
      const part = proposedPart(labels, proposal, at);
      if (!part) throw new StudioError("NotFound", `Nothing is proposed for slice ${at.z}.`);
      const place = { plane: "xy", index: at.z } as const;
      return instead === undefined
        ? painter.change({ tool: "accept", ...place, value: part.value }, (now) => accepted(now, part), place)
        : painter.change({ tool: "refuse", ...place, value: instead }, (now) => refused(now, part, instead), place);
    },
    acceptRest(where, slices) {
      const { proposal } = corrected();
      const place = { tool: "rest", plane: "xy", index: slices.from, value: UNLABELLED } as const;
      return painter.change(place, (labels) => acceptedRest(labels, proposal, slices), where);
    },
    async finish(mode) {
      const { proposal, about } = corrected();
      const painting = paintingOf(shown.held());
      const study = owned();
      const [{ slices }, mask] = [proposal, slicesOf(painting.labels, proposal.slices)];
      if (mask.every((label) => label === UNLABELLED))
        throw new StudioError(
          "BadInput",
          "Nothing is accepted or painted yet, so there is nothing to train on. Accept what is right by a click, paint the rest.",
        );
      const minutes = Math.round(painting.state().seconds / 6) / 10;
      const round = await keepRound(study.folder, { slices, mode, raw: proposal.raw, corrected: mask }, minutes);
      await study.record({ type: "slicesCorrected", stage: about.stage, round });
      return shown.leave();
    },
    async maps(stage, round, z) {
      const maps = await correctionMaps(open.study(), stage, round, z);
      const { image, raw, corrected: mask, errors, weights } = maps;
      return Comlink.transfer(
        maps,
        [image, raw, mask, errors, weights].map(({ buffer }) => buffer),
      );
    },
  };
}

/** The slices that are wished, or the next ones. Throws StudioError "BadInput" for slices that scores are measured on. */
function slicesFor(study: OpenStudy, stage: number, wish: Range | { readonly count: number }): Range {
  const { spec } = study.study();
  const dataset = study.dataset();
  const { split } = spec.task;
  if ("from" in wish) {
    checkCorrectable(joinedStack(dataset), split, wish);
    return wish;
  }
  const { labels } = dataset;
  const labelled = Array.from({ length: labels.shape[0] }, (_, z) => {
    const slice = sliceOf(labels.data, labels.shape, z);
    return slice.reduce((sum, label) => sum + (label === UNLABELLED ? 0 : 1), 0) / slice.length;
  });
  const before = correctedSlices(spec.stages[stage]!);
  return nextSlices(joinedStack(dataset), { split, labelled, before, count: wish.count });
}

async function predicted({ predictions }: OpenedStudy, trial: number, { from, to }: Range) {
  const { width, height, slice } = predictions();
  const raw = new Uint8Array((to - from) * width * height);
  for (let z = from; z < to; z++) raw.set(await slice(trial, z), (z - from) * width * height);
  return raw;
}

const slicesOf = (
  { shape: [, height, width], data }: { readonly shape: readonly [number, number, number]; readonly data: Uint8Array },
  { from, to }: Range,
) => data.slice(from * height * width, to * height * width);
