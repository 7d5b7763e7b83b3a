import type { Crop } from "../core/figure/crop.ts";
import type { Ground, ZoomLayout } from "../core/figure/figureMarks.ts";
import type { FieldSettings } from "./comparedField.ts";
import type { CompareMode, ScoreScope } from "./compareSlice.ts";
import type { Pane } from "./panes.ts";
import type { SliceCreator, StudioState } from "./store.ts";
import type { ViewSlice } from "./viewSlice.ts";

/** How the panes are laid out on paper. */
export interface FigureSettings {
  /** Panes that are shown, in this order. */
  readonly order: readonly number[];
  readonly columns: number;
  readonly widthMm: number;
  readonly ground: Ground;
  readonly crop: Crop;
  /** The part that is shown larger: of the crop. */
  readonly zoom: Crop & { readonly layout: ZoomLayout };
  /** What the numbers under the panes are of; null for no numbers. */
  readonly scoresOf: ScoreScope | null;
  readonly hasArrows: boolean;
  /** Whether the caption stands under the figure; it can be copied in any case. */
  readonly hasCaption: boolean;
  /** As it was written by hand; null for what the study says. */
  readonly caption: string | null;
}

/** All that a figure can be made of again, while its study is open. It is kept in every file that it is saved as. */
export interface FigureRecipe {
  readonly cristaeFigure: 1;
  readonly study: string;
  readonly datasetId: string;
  /** Of the trials it shows: what tells that they are the same. */
  readonly trials: readonly { readonly id: number; readonly key: string }[];
  readonly shown: ShownFigure;
  readonly settings: FigureSettings;
}

/** What its pictures show. */
export interface ShownFigure {
  readonly slice: number;
  readonly classId: number | null;
  readonly window: ViewSlice["window"];
  readonly overlay: ViewSlice["overlay"];
  readonly hiddenClasses: readonly number[];
  readonly isHatched: boolean;
  readonly field: FieldSettings | null;
  readonly mode: CompareMode;
  readonly curtain: number;
  readonly compared: readonly number[];
  readonly panes: readonly Pane[];
}

export interface FigureSlice {
  /** The figure that is composed in the Compare room; null while panes are shown. */
  readonly figure: FigureSettings | null;
  /** Composes a figure of the panes, of the part of the slice that is seen. */
  readonly openFigure: (crop: Crop) => void;
  readonly closeFigure: () => void;
  readonly changeFigure: (change: Partial<FigureSettings>) => void;
  /** Takes a pane out of the figure, or in again at the end. */
  readonly togglePanel: (pane: number) => void;
  /** Moves a panel by one place. */
  readonly movePanel: (pane: number, by: -1 | 1) => void;
  /** Shows what a figure shows that was saved before; of another study, it says which. */
  readonly takeFigure: (recipe: FigureRecipe) => void;
}

/** One column of a journal's page, one and a half, two. */
export const FIGURE_WIDTHS_MM = [85, 114, 170] as const;
/** Panes under it would be smaller than a stamp. */
const NARROW_MM = 100;

export const createFigureSlice = (): SliceCreator<FigureSlice> => (set, get, store) => {
  store.subscribe(({ study }, before) => {
    if (study?.spec.task !== before.study?.spec.task) set({ figure: null });
  });
  const change = (changed: (figure: FigureSettings) => Partial<FigureSettings>) =>
    set(({ figure }) => ({ figure: figure && { ...figure, ...changed(figure) } }));
  return {
    figure: null,
    openFigure: (crop) =>
      set(({ panes, scoreScope }) => ({
        figure: {
          order: panes.map((_, index) => index),
          columns: usualColumns(panes.length, 170),
          ...{ widthMm: 170, ground: "white", crop, zoom: { layout: "none", zoom: 2.5, center: null } },
          ...{ scoresOf: scoreScope, hasArrows: true, hasCaption: false, caption: null },
        },
      })),
    closeFigure: () => set({ figure: null }),
    changeFigure: (changed) =>
      change(({ order, widthMm }) => ({
        ...(changed.widthMm !== undefined &&
          changed.widthMm !== widthMm && { columns: usualColumns(order.length, changed.widthMm) }),
        ...changed,
      })),
    togglePanel: (pane) =>
      change(({ order, widthMm }) => {
        const next = order.includes(pane) ? order.filter((other) => other !== pane) : [...order, pane];
        return next.length === 0 ? {} : { order: next, columns: usualColumns(next.length, widthMm) };
      }),
    movePanel: (pane, by) =>
      change(({ order }) => {
        const [at, other] = [order.indexOf(pane), order.indexOf(pane) + by];
        const neighbour = order[other];
        return at < 0 || neighbour === undefined ? {} : { order: order.with(at, neighbour).with(other, pane) };
      }),
    takeFigure(recipe) {
      const problem = problemOf(get(), recipe);
      if (problem) get().notify(problem);
      else set({ ...recipe.shown, isUsualPair: false, paneIndex: 0, figure: recipe.settings });
    },
  };
};

/** Beside each other while each is about as wide as a thumb. */
const usualColumns = (panels: number, widthMm: number): number =>
  Math.min(panels, widthMm < NARROW_MM ? 2 : panels > 4 ? Math.ceil(panels / 2) : 4);

/** Why a figure cannot be shown; null where it can. */
function problemOf({ study }: Pick<StudioState, "study">, recipe: FigureRecipe): string | null {
  const isSame =
    study?.spec.task.datasetId === recipe.datasetId &&
    recipe.trials.every(({ id, key }) => study.trials.at(id)?.key === key);
  if (isSame) return null;
  return `This figure is of the study "${recipe.study}"; open that first${study ? `. The open one is "${study.spec.name}"` : ""}.`;
}

/** What the figure that is composed is made of. */
export function figureRecipe(state: StudioState): FigureRecipe {
  const { slice, classId, window, overlay, hiddenClasses, isHatched, field, mode, curtain, compared, panes } = state;
  const study = state.study!;
  const shown = panes.flatMap(({ content }) => ("trial" in content ? [content.trial] : []));
  return {
    ...{ cristaeFigure: 1, study: study.spec.name, datasetId: study.spec.task.datasetId },
    trials: [...new Set([...compared, ...shown])].map((id) => ({ id, key: study.trials.at(id)?.key ?? "" })),
    shown: { slice, classId, window, overlay, hiddenClasses, isHatched, field, mode, curtain, compared, panes },
    settings: state.figure!,
  };
}
