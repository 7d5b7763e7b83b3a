import { scoreKey } from "../../../state/compareSlice.ts";
import { partOfSlice } from "../../../core/image/partOfSlice.ts";
import type { Look } from "../../../state/paneLooks.ts";
import { trialName } from "../../../state/roomSummary.ts";
import type { StudioState } from "../../../state/store.ts";

/** What one panel of a figure shows: one look, or two at the sides of a curtain. */
export interface FacedPanel {
  readonly letter: string;
  readonly title: string;
  readonly looks: readonly Look[];
}

/** What the figure shows, in numbers, for whoever wants to draw or check it elsewhere. */
export function figureFacts(state: StudioState, caption: string, panels: readonly FacedPanel[]) {
  const { study, data, slice, window, classId, compared, trialScores, mode } = state;
  const split = study?.spec.task.split ?? data?.split;
  return {
    caption,
    study: study?.spec.name ?? null,
    dataset: study?.spec.task.datasetId ?? data?.datasetId ?? null,
    slice,
    part: split ? partOfSlice(split, slice) : null,
    window: window ?? data?.image?.window ?? null,
    voxelSizeNm: data?.image?.voxelSizeNm ?? null,
    mode,
    class: classId === null ? "all classes" : (data?.mapping?.classes[classId]?.name ?? ""),
    classes: data?.mapping?.classes ?? [],
    panes: panels.map(({ letter, title, looks }) => ({ pane: letter, title, looks })),
    trials: compared.map((trial) => ({
      trial,
      name: trialName(study, trial),
      parameters: study?.trials.at(trial)?.cost?.parameters ?? null,
      onSlice: trialScores.get(scoreKey(trial, "slice", slice)) ?? null,
      onValidation: trialScores.get(scoreKey(trial, "validation", slice)) ?? null,
    })),
    points: study?.points.filter(({ at }) => at[0] === slice) ?? [],
  };
}
