import type { CorrectApi, DataState, PaintAnswer } from "../worker/studioApi.ts";

/** Correction without slices: it knows whether something is corrected, and what was asked for is done to nothing. */
export function fakeCorrecting(show: (change: Partial<DataState>) => Promise<DataState>): CorrectApi {
  const painting = {
    ...{ id: "fake correction", revision: "fake", done: [], undone: [], values: {}, seconds: 0 },
    unlabelled: { voxels: 0, slices: [] },
  };
  const opened = (stage: number) =>
    show({ painting, correction: { stage, round: 1, slices: { from: 2, to: 4 }, trial: "1" } });
  const left = () => show({ painting: null, correction: null });
  const answer = (): Promise<PaintAnswer> => Promise.resolve({ painting, box: null, patch: null });
  return {
    propose: ({ stage }) => opened(stage),
    open: opened,
    leave: left,
    discard: left,
    accept: answer,
    acceptRest: answer,
    finish: left,
    maps: () => Promise.reject(new Error("The fake corrected nothing.")),
  };
}
