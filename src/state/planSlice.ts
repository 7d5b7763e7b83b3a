import { defaultRecipe, plans } from "../catalog/recipes/index.ts";
import { autosegnetPipeline } from "../catalog/pipelines/autosegnet.ts";
import { applyStageEdit, type StageEdit } from "../catalog/pipelines/stageEdits.ts";
import { DEFAULT_OBJECTIVE } from "../catalog/metrics/index.ts";
import { pipelines } from "../catalog/pipelines/index.ts";
import { spaces } from "../catalog/spaces/index.ts";
import { strategies } from "../catalog/strategies/index.ts";
import { lengthOf } from "../core/image/dataset.ts";
import { initialValues, type Choice } from "../core/options.ts";
import type { Objective } from "../core/space/objective.ts";
import { parseRecipe } from "../core/space/recipeSchema.ts";
import type { Pace } from "../core/judging/pace.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { SearchStage, Stage, SupernetStage } from "../core/study/spec.ts";
import type { DeviceReport, PlanActionId } from "../worker/studioApi.ts";
import { ADVICE } from "./advice.ts";
import { changeOf, type Change } from "./change.ts";
import { presetSpace } from "./spaceSlice.ts";
import type { SliceCreator, StudioState } from "./store.ts";

/** The search that would be started next: everything but the data and the space. */
export interface SearchSetup {
  readonly recipe: Recipe;
  readonly strategy: Choice;
  readonly objective: Objective;
  readonly trials: number;
  /** What takes the place of the search: shared weights on the same space; null for a search. */
  readonly shared: SupernetStage | null;
  /** What follows the search: stages 2, 3, ..., which may refer to the search as stage 0. */
  readonly after: readonly Stage[];
  readonly baselines: readonly Choice[];
  readonly memoryCap: number;
  readonly seed: number;
  /** 0 means as many as the device has slots. */
  readonly workers: number;
  readonly device: "auto" | DeviceReport["id"];
  readonly pace: Pace;
}

export interface PlanSlice {
  readonly setup: SearchSetup;
  /** What follows from what holds is worked out when the change is made, never from what a form was drawn with. */
  readonly changeSetup: (change: Change<SearchSetup>) => void;
  /** Changes how the first stage trains. */
  readonly changeRecipe: (change: Change<Recipe>) => void;
  /** Does what a notice about the data advises for the training; it can be taken back from the notice that says so. */
  readonly takeAdvice: (id: PlanActionId) => void;
  /** Back to how the first stage trains unless it is told otherwise. */
  readonly resetRecipe: () => void;
  /** Patches of sections or of volumes, with a baseline of the same kind. */
  readonly setDimension: (dimension: 2 | 3) => void;
  readonly loadRecipe: (file: Blob) => Promise<void>;
  /** Changes the row of stages that is planned, the first of them too. */
  readonly editPlan: (edit: StageEdit) => void;
  /** Sets the stages behind the search as a pipeline of the catalog has them. */
  readonly choosePipeline: (pipeline: Choice) => void;
}

export const BASELINE: Choice = { id: "unet", options: { base: 8, depth: 3, norm: "batch" } };

const BASELINE_3D: Choice = { id: "unet3d", options: {} };

/** What a browser can afford (spec 4.4). */
const PATCHES = { 2: { patch: [1, 64, 64], batch: 8 }, 3: { patch: [32, 32, 32], batch: 2 } } as const;

export const dimensionOf = ({ patch }: Pick<Recipe, "patch">): 2 | 3 => (patch[0] > 1 ? 3 : 2);

/** The training part may be thin: the deepest patch up to a depth that fits into it and can be halved three times. */
function fittingDepth(data: StudioState["data"], most: number): number {
  const depth = data?.split?.axis === "slices" ? lengthOf(data.split.train) : (data?.image?.shape[0] ?? most);
  return Math.max(8, Math.min(most, Math.floor(depth / 8) * 8));
}

export const createPlanSlice =
  (memoryCap: number): SliceCreator<PlanSlice> =>
  (set, get) => ({
    setup: {
      recipe: plans.get("taste").recipe,
      strategy: { id: "hierarchical-random", options: {} },
      objective: DEFAULT_OBJECTIVE,
      trials: plans.get("taste").trials,
      shared: null,
      after: [],
      baselines: [BASELINE],
      memoryCap,
      seed: 0,
      workers: 0,
      device: "auto",
      pace: "balanced",
    },
    changeSetup(change) {
      const { setup: before } = get();
      const setup = { ...before, ...changeOf(change, before) };
      set({ setup });
      if (askedAbout(before) !== askedAbout(setup)) void get().askWhatIf();
    },
    changeRecipe(change) {
      const { recipe, shared } = get().setup;
      const held = plannedRecipe(get().setup);
      const { patch, batch, ...rest } = { ...held, ...changeOf(change, held) };
      get().changeSetup(
        shared
          ? { recipe: { ...recipe, patch, batch }, shared: { ...shared, recipe: { ...rest, patch, batch } } }
          : { recipe: { ...rest, patch, batch } },
      );
    },
    takeAdvice(id) {
      const { done, change } = ADVICE[id];
      const before = plannedRecipe(get().setup);
      const changed = change(before);
      get().changeRecipe(changed);
      const undo = Object.fromEntries(
        Object.keys(changed).map((field) => [field, before[field as keyof Recipe]]),
      ) as Partial<Recipe>;
      get().notify(done, { label: "Undo", run: () => get().changeRecipe(undo) });
    },
    setDimension(dimension) {
      const { setup, data } = get();
      if (dimensionOf(setup.recipe) === dimension) return;
      const {
        patch: [depth, height, width],
        batch,
      } = PATCHES[dimension];
      get().changeRecipe({ patch: [dimension === 3 ? fittingDepth(data, depth) : depth, height, width], batch });
      if (setup.baselines.length > 0) get().changeSetup({ baselines: [dimension === 3 ? BASELINE_3D : BASELINE] });
    },
    editPlan(edit) {
      const [first, ...after] = applyStageEdit(plannedStages(get()), edit, 0);
      get().changeSetup({
        after,
        ...(first?.kind === "search" && { trials: first.trials }),
        ...(first?.kind === "supernet" && { shared: first }),
      });
    },
    choosePipeline({ id, options }) {
      const pipeline = pipelines.get(id);
      if (pipeline.space && !spaces.get(get().space.id).sharesWeights)
        get().takeSpace(presetSpace(pipeline.space.id, pipeline.space.preset));
      const [first, ...after] = pipeline.stages(searchStageOf(get()), {
        ...initialValues(pipeline.options),
        ...options,
      });
      get().changeSetup({ after, shared: first?.kind === "supernet" ? first : null });
    },
    resetRecipe: () => get().changeRecipe(usualRecipe(get())),
    loadRecipe: (file) => get().attempt(async () => get().changeRecipe(parseRecipe(JSON.parse(await file.text())))),
  });

/** What answers about a space depend on, beside the space and the data. */
const askedAbout = ({ recipe: { patch, batch }, memoryCap }: SearchSetup): string =>
  [...patch, batch, memoryCap].join();

/** How the first stage trains: its candidates, or the shared weights, on the patches that the space is asked about. */
export const plannedRecipe = ({ shared, recipe }: Pick<SearchSetup, "shared" | "recipe">): Recipe =>
  shared ? { ...shared.recipe, patch: recipe.patch, batch: recipe.batch } : recipe;

/** How the first stage trains where nobody has changed it. */
function usualRecipe({ setup, space }: Pick<StudioState, "setup" | "space">): Recipe {
  const untouched = searchStageOf({ setup: { ...setup, recipe: defaultRecipe }, space });
  const [first] = setup.shared
    ? autosegnetPipeline.stages(untouched, initialValues(autosegnetPipeline.options))
    : [untouched];
  return first?.kind === "supernet" ? first.recipe : defaultRecipe;
}

/** The search that the plan describes. */
export function searchStageOf({ setup, space }: Pick<StudioState, "setup" | "space">): SearchStage {
  const { strategy, recipe, objective, memoryCap, baselines } = setup;
  const trials = strategies.get(strategy.id).budgetFor?.(setup.trials, strategy.options) ?? setup.trials;
  return { kind: "search", space, strategy, recipe, trials, objective, memoryCap, baselines };
}

/** All stages of the plan; a later search of training numbers takes recipe and cap from the first, shared weights the space, patch and batch. */
export function plannedStages(state: Pick<StudioState, "setup" | "space">): readonly Stage[] {
  const search = searchStageOf(state);
  const { recipe, memoryCap, space } = search;
  const { shared } = state.setup;
  const first: Stage = shared ? { ...shared, space, memoryCap, recipe: plannedRecipe(state.setup) } : search;
  return [
    first,
    ...state.setup.after.map((stage) => (stage.kind === "search" ? { ...stage, recipe, memoryCap } : stage)),
  ];
}
