import { headlineOf, meanMetric, metrics } from "../../../catalog/metrics/index.ts";
import { cropRect } from "../../../core/figure/crop.ts";
import { countText, figureCaption } from "../../../core/figure/figureCaption.ts";
import type { Figure, FigurePanel } from "../../../core/figure/figureMarks.ts";
import { classValuesOf, valueOf } from "../../../core/judging/scores.ts";
import { scoreKey } from "../../../state/compareSlice.ts";
import type { FigureSettings } from "../../../state/figureSlice.ts";
import { placeText } from "../../../state/partOfSlice.ts";
import { planeAspect } from "../../../state/planeAspect.ts";
import type { Look } from "../../../state/paneLooks.ts";
import { trialName } from "../../../state/roomSummary.ts";
import type { StudioState } from "../../../state/store.ts";
import type { FacedPanel } from "./figureFacts.ts";
import { legendOf } from "./figureLegend.ts";
import type { PaintedPane, PanePicture } from "./PanePainter.tsx";

/** A figure as it is composed, with the caption that belongs to it whether it stands in it or not. */
export interface ComposedFigure {
  readonly figure: Figure<PanePicture>;
  readonly caption: string;
  readonly panels: readonly FacedPanel[];
  /** What is not there yet, or cannot be; null for nothing. */
  readonly missing: string | null;
}

const NEEDED = [
  ...(["figure", "study", "shownPlane", "data", "slice", "trialScores", "layers"] as const),
  ...(["classId", "scoreMetric", "curtain", "hiddenClasses"] as const),
] as const;

/** What of the state a figure is made of: the pointer, for one, changes nothing of it. */
export type FigureState = Pick<StudioState, (typeof NEEDED)[number]>;
export const figureState = (state: StudioState): FigureState =>
  Object.fromEntries(NEEDED.map((name) => [name, state[name]])) as unknown as FigureState;

const letterOf = (index: number): string => String.fromCharCode(65 + index);
const trialsOf = (looks: readonly Look[]): readonly number[] =>
  looks.flatMap((look) => ("trial" in look ? [look.trial] : []));

/** Puts the painted panes together as the settings say; null before the slice is there. */
export function composeFigure(state: FigureState, painted: ReadonlyMap<number, PaintedPane>): ComposedFigure | null {
  const { figure: settings, study, shownPlane, data } = state;
  if (!settings || !study || shownPlane?.plane !== "xy") return null;
  const whole = { x: 0, y: 0, width: shownPlane.width, height: shownPlane.height };
  const crop = cropRect(whole, settings.crop);
  const panes = settings.order.flatMap((index) => painted.get(index) ?? []);
  const faced = panes.map(({ looks, names }, index) => ({ letter: letterOf(index), title: names.join(" | "), looks }));
  const points = settings.hasArrows ? study.points.filter(({ at }) => at[0] === state.slice) : [];
  const caption = settings.caption ?? captionOf(state, settings, faced, points);
  const voxelSize = data?.image?.voxelSizeNm ?? null;
  const missing = panes.length < settings.order.length ? "Predicting" : (panes.find(({ note }) => note)?.note ?? null);
  return {
    ...{ caption, panels: faced, missing },
    figure: {
      panels: panes.map((pane, index) => panelOf(state, settings, pane, index)),
      ...{ columns: Math.min(settings.columns, panes.length || 1), widthMm: settings.widthMm, ground: settings.ground },
      ...{ crop, origin: [0, 0], aspect: planeAspect(voxelSize, "xy"), nmPerPixel: voxelSize?.[2] ?? null },
      zoom:
        settings.zoom.layout === "none" ? null : { layout: settings.zoom.layout, box: cropRect(crop, settings.zoom) },
      points: points.map(({ id, at: [, row, column] }) => ({ id, row, column })),
      legend: legendOf(
        state,
        panes.flatMap(({ looks }) => looks),
        crop,
      ),
      caption: settings.hasCaption ? caption : "",
    },
  };
}

function captionOf(
  { study, slice }: FigureState,
  { scoresOf }: FigureSettings,
  faced: readonly FacedPanel[],
  points: Parameters<typeof figureCaption>[1]["points"],
): string {
  const panels = faced.map(({ letter, title, looks }) => ({
    ...{ letter, title },
    trials: trialsOf(looks).flatMap((id) => study!.trials.at(id) ?? []),
  }));
  return figureCaption(study!, { slice, panels, metric: headlineOf(study!), scoresOf, points });
}

function panelOf(
  state: FigureState,
  { scoresOf }: FigureSettings,
  { looks, names, pictures }: PaintedPane,
  index: number,
): FigurePanel<PanePicture> {
  const trials = trialsOf(looks);
  const parameters = trials.length === 1 ? state.study?.trials.at(trials[0]!)?.cost?.parameters : undefined;
  const size = parameters === undefined ? "" : `, ${countText(parameters)}`;
  return {
    ...{ letter: letterOf(index), title: `${names.join(" | ")}${size}` },
    pictures: pictures.map((picture, layer) => ({ picture, from: layer === 0 ? 0 : state.curtain })),
    foot:
      trials.length > 0
        ? trials.flatMap((trial) => scoresUnder(state, scoresOf, trial, trials.length > 1))
        : noteUnder(state, looks),
  };
}

type Foot = FigurePanel<never>["foot"];

/** Where the slice is from, under the image; what was labelled, under the truth. */
function noteUnder({ study, data, slice }: FigureState, looks: readonly Look[]): Foot {
  if (looks[0]?.kind === "image") return [{ value: null, text: placeText(study?.spec.task.split, slice) }];
  const [classes, slices] = [data?.mapping?.classes.length ?? 0, data?.image?.shape[0] ?? 0];
  return [{ value: null, text: `${classes} classes, ${slices} ${slices === 1 ? "slice" : "slices"}` }];
}

/** The mean over the classes, and the chosen class; at the sides of a curtain, the mean of each trial. */
function scoresUnder(
  { trialScores, slice, scoreMetric, classId, data, study }: FigureState,
  scoresOf: FigureSettings["scoresOf"],
  trial: number,
  isOneOfTwo: boolean,
): Foot {
  if (scoresOf === null) return [];
  const scores = trialScores.get(scoreKey(trial, scoresOf, slice));
  const mean = valueOf(scores, meanMetric(scoreMetric));
  if (mean === null) return [];
  const label = metrics.get(meanMetric(scoreMetric)).label;
  const ofClass = classId === null ? null : (classValuesOf(scores, scoreMetric)[classId] ?? null);
  return [
    { value: mean.toFixed(2), text: isOneOfTwo ? trialName(study, trial) : label },
    ...(ofClass === null || isOneOfTwo
      ? []
      : [{ value: ofClass.toFixed(2), text: data?.mapping?.classes[classId!]?.name ?? "" }]),
  ];
}
