import { scoreKey } from "../../state/compareSlice.ts";
import type { Look } from "../../state/paneLooks.ts";
import { twoStageResult } from "../../core/judging/retrainingControl.ts";
import { trialName } from "../../state/roomSummary.ts";
import type { StudioState } from "../../state/store.ts";
import type { Frame, Size } from "../canvas/viewTransform.ts";

/** What a pane shows, as it is needed to draw it again. */
export interface PaneSnapshot {
  readonly letter: string;
  readonly title: string;
  readonly look: Look;
  readonly behind: Look | null;
  readonly main: OffscreenCanvas | null;
  readonly behindRaster: OffscreenCanvas | null;
  readonly frame: Frame;
  readonly size: Size;
  readonly curtain: number;
}

export type PaneSnapshots = Map<number, PaneSnapshot>;

/** What the figure shows, in words and numbers. */
export function figureFacts(
  state: StudioState,
  snapshots: ReadonlyMap<number, Pick<PaneSnapshot, "letter" | "title" | "look" | "behind" | "frame">>,
) {
  const { study, data, slice, window, classId, compared, trialScores, mode } = state;
  const result = study && twoStageResult(study);
  const className = classId === null ? "all classes" : (data?.mapping?.classes[classId]?.name ?? "");
  const panes = [...snapshots.values()].map(({ letter, title, look, behind, frame }) => ({
    pane: letter,
    title,
    look,
    behind,
    screenPixelsPerVoxel: frame.scaleX,
  }));
  return {
    caption: `${study?.spec.name ?? data?.name ?? "Cristae"}, slice ${slice}, ${className}. ${panes.map(({ pane, title }) => `${pane}: ${title}`).join(". ")}.${result ? ` ${result.sentence}` : ""}`,
    study: study?.spec.name ?? null,
    dataset: study?.spec.task.datasetId ?? data?.datasetId ?? null,
    slice,
    window: window ?? data?.image?.window ?? null,
    voxelSizeNm: data?.image?.voxelSizeNm ?? null,
    mode,
    class: className,
    classes: data?.mapping?.classes ?? [],
    panes,
    trials: compared.map((trial) => ({
      trial,
      name: trialName(study, trial),
      onSlice: trialScores.get(scoreKey(trial, "slice", slice)) ?? null,
      onValidation: trialScores.get(scoreKey(trial, "validation", slice)) ?? null,
    })),
    points: study?.points.filter(({ at }) => at[0] === slice) ?? [],
  };
}

export interface LegendEntry {
  readonly color: string;
  readonly name: string;
}

/** Class colours where classes are painted, error colours where errors are. */
export function legendOf(
  { data }: Pick<StudioState, "data">,
  panes: readonly Pick<PaneSnapshot, "look" | "behind">[],
): readonly LegendEntry[] {
  const kinds = new Set(panes.flatMap(({ look, behind }) => [look.kind, behind?.kind]));
  const classEntries =
    kinds.has("truth") || kinds.has("prediction")
      ? (data?.mapping?.classes.filter(({ color }) => color !== "none") ?? [])
      : [];
  const errorEntries = kinds.has("errors")
    ? [
        { color: "#e4e4e4", name: "right (TP)" },
        { color: "#E69F00", name: "predicted, not there (FP)" },
        { color: "#0072B2", name: "missed (FN)" },
      ]
    : [];
  return [...classEntries, ...errorEntries];
}
