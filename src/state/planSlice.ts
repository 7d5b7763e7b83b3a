import { checkPlan } from "../catalog/checkPlan.ts";
import { planCatalog } from "../catalog/planCatalog.ts";
import { baselineFor, usualSearch } from "../catalog/pipelines/usualSearch.ts";
import { presetOf } from "../catalog/spaces/index.ts";
import { pipelines, stagesOf } from "../catalog/pipelines/index.ts";
import { defaultRecipe, FIRST_SPACE, plans } from "../catalog/recipes/index.ts";
import { asSentence, StudioError, toErrorRecord } from "../core/errors.ts";
import { lengthOf } from "../core/image/dataset.ts";
import { type Choice } from "../core/options.ts";
import { parseRecipe } from "../core/space/recipeSchema.ts";
import type { Pace } from "../core/judging/pace.ts";
import { fitPhases, withPhases, type Phase } from "../core/space/phases.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { applyStageEdit, type StageEdit, copiedStages, onnxBaselinesOf } from "../core/stages/edits.ts";
import { kindOf, type Stage } from "../core/stages/index.ts";
import { isSearch, type SearchStage } from "../core/stages/search.ts";
import type { Beginning, StageChange } from "../core/stages/stageKind.ts";
import { parsePlan, type PlanFile } from "../core/study/plan.ts";
import { STUDY_VERSION } from "../core/study/spec.ts";
import type { DeviceReport, PlanActionId } from "../worker/studioApi.ts";
import { ADVICE } from "./advice.ts";
import { changeOf, type Change } from "./change.ts";
import { changesText } from "./planChanges.ts";
import type { SliceCreator, StudioState, StudioStore } from "./store.ts";

/** How the plan is carried out on this machine. */
export interface RunSetup {
  readonly seed: number;
  /** 0 means as many as the device has slots. */
  readonly workers: number;
  readonly device: "auto" | DeviceReport["id"];
  readonly pace: Pace;
}

export interface PlanSlice {
  /** What will be searched next, as its log will have it: one stage after the other, never empty. */
  readonly plan: readonly Stage[];
  /** The stages of a study that the plan began as; null for a plan that began otherwise. */
  readonly planOrigin: readonly Stage[] | null;
  /** How the first stage trains where nobody has changed it: as the length, the pipeline, the study or the file has it that the plan began with. */
  readonly usualRecipe: Recipe;
  /** The pipeline that was chosen last, with the stages that it came to; as long as those are the plan, it is what runs. */
  readonly chosenPipeline: { readonly id: string; readonly stages: readonly Stage[] } | null;
  readonly setup: RunSetup;
  readonly changeSetup: (change: Change<RunSetup>) => void;
  /** Puts another plan in the place of the one that holds. What is usual stays where it is not said. */
  readonly replacePlan: (plan: readonly Stage[], usual?: Recipe) => void;
  /** Begins with another plan: what it says is what is usual. */
  readonly beginPlan: (plan: readonly Stage[]) => void;
  /** Begins a plan anew from the one that holds, with what is changed in it; what is usual follows from what was usual. */
  readonly turnPlan: (turn: (plan: readonly Stage[]) => readonly Stage[]) => void;
  /** Begins as a copy of the open study's plan. */
  readonly copyPlan: () => void;
  /** Changes the row of stages, the first of them too. What follows from what holds is worked out now, never from what a form was drawn with. */
  readonly editPlan: (edit: StageEdit) => void;
  /** Changes one field of the first stage. */
  readonly changeFirst: (change: StageChange) => void;
  /** Begins the plan with a search by a strategy. */
  readonly takeStrategy: (strategy: Choice) => void;
  /** Changes how the first stage trains, and searches behind it with it. */
  readonly changeRecipe: (change: Change<Recipe>) => void;
  /** Puts phases in the place of those there are; of none the training is one again. */
  readonly changePhases: (phases: readonly Phase[]) => void;
  readonly changeMemoryCap: (bytes: number) => void;
  /** Does what a notice about the data advises for the training; it can be taken back from the notice that says so. */
  readonly takeAdvice: (id: PlanActionId) => void;
  /** Back to how the first stage trains unless it is told otherwise. */
  readonly resetRecipe: () => void;
  /** Patches of sections or of volumes, with a baseline of the same kind. */
  readonly setDimension: (dimension: 2 | 3) => void;
  readonly loadRecipe: (file: Blob) => Promise<void>;
  /** Plans what a file says, and goes to where it is set up; what changed is said, and can be taken back. */
  readonly openPlan: (file: Blob, name: string) => Promise<void>;
  /** Plans what a pipeline of the catalog does, with all it needs; what changed is said, and can be taken back. */
  readonly choosePipeline: (pipeline: Choice) => void;
}

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
  (set, get, store) => {
    const first = [quickSearch("taste", memoryCap)];
    const changeBeginning = (change: Partial<Beginning>) => get().replacePlan(withBeginning(get().plan, change));
    return {
      plan: first,
      planOrigin: null,
      usualRecipe: beginningOf(first).recipe,
      chosenPipeline: null,
      setup: { seed: 0, workers: 0, device: "auto", pace: "balanced" },
      changeSetup: (change) => set(({ setup }) => ({ setup: { ...setup, ...changeOf(change, setup) } })),
      ...replacingActions(store),
      copyPlan() {
        const { study, planOrigin } = get();
        if (!study || study.spec.stages === planOrigin) return;
        get().beginPlan(copiedStages(study.spec.stages));
        set({ planOrigin: study.spec.stages });
        const files = onnxBaselinesOf(study.spec.stages);
        if (files.length > 0)
          get().notify(
            `Baselines of ONNX files stay with their study (${files.join(", ")}); add them to the new one when it runs.`,
          );
        get().changeSetup({ seed: study.spec.seed });
      },
      editPlan: (edit) => get().replacePlan(applyStageEdit(get().plan, edit, 0, planCatalog)),
      changeFirst: (change) => get().editPlan({ type: "change", index: 0, change }),
      takeStrategy(strategy) {
        if (!isSearch(get().plan[0])) get().turnPlan((plan) => [searchToBegin(plan)]);
        get().changeFirst({ field: "strategy", value: strategy });
      },
      changeRecipe(change) {
        const held = firstRecipe(get());
        changeBeginning({ recipe: fitPhases({ ...held, ...changeOf(change, held) }) });
      },
      changePhases: (phases) => changeBeginning({ recipe: withPhases(firstRecipe(get()), phases) }),
      changeMemoryCap: (bytes) => changeBeginning({ memoryCap: bytes }),
      takeAdvice(id) {
        const { done, change } = ADVICE[id];
        const before = firstRecipe(get());
        const changed = change(before);
        get().changeRecipe(changed);
        const undo = Object.fromEntries(
          Object.keys(changed).map((field) => [field, before[field as keyof Recipe]]),
        ) as Partial<Recipe>;
        get().notify(done, { label: "Undo", run: () => get().changeRecipe(undo) });
      },
      setDimension(dimension) {
        const { data, plan } = get();
        if (dimensionOf(firstRecipe(get())) === dimension) return;
        const {
          patch: [depth, height, width],
          batch,
        } = PATCHES[dimension];
        const patch = [dimension === 3 ? fittingDepth(data, depth) : depth, height, width] as const;
        get().changeRecipe({ patch, batch });
        const [first] = plan;
        if (isSearch(first) && first.baselines.length > 0)
          get().changeFirst({ field: "baselines", value: [baselineFor({ patch })] });
      },
      choosePipeline({ id, options }) {
        const pipeline = pipelines.get(id);
        const { plan: before, usualRecipe } = get();
        get().turnPlan((plan) => stagesOf(pipeline, searchToBegin(plan), options));
        const after = get().plan;
        set({ chosenPipeline: { id, stages: after } });
        get().notify(`${pipeline.label}: ${changesText(before, after)}.`, {
          label: "Undo",
          run: () => get().replacePlan(before, usualRecipe),
        });
      },
      openPlan: (file, name) => get().attempt(() => openPlan(get(), file, name)),
      resetRecipe: () => get().changeRecipe(get().usualRecipe),
      loadRecipe: (file) => get().attempt(async () => get().changeRecipe(parseRecipe(JSON.parse(await file.text())))),
    };
  };

/** What puts another plan in the place of the one that holds, with what is usual from then on. */
function replacingActions({
  getState: get,
  setState: set,
}: StudioStore): Pick<PlanSlice, "replacePlan" | "beginPlan" | "turnPlan"> {
  return {
    replacePlan(plan, usual = get().usualRecipe) {
      const [before, after] = [beginningOf(get().plan), beginningOf(plan)];
      set({ plan, usualRecipe: usual, ...(before.space !== after.space && get().enteringSpace(after.space)) });
      if (askedAbout(before) !== askedAbout(after)) void get().askWhatIf();
    },
    beginPlan: (plan) => get().replacePlan(plan, beginningOf(plan).recipe),
    turnPlan(turn) {
      const { plan, usualRecipe } = get();
      get().replacePlan(turn(plan), beginningOf(turn(withBeginning(plan, { recipe: usualRecipe }))).recipe);
    },
  };
}

/** Puts the plan of a file in the place of the one that holds. Throws StudioError saying what is wrong with the file. */
async function openPlan(state: StudioState, file: Blob, name: string): Promise<void> {
  const { stages, seed } = parsePlan(await jsonOf(file, name));
  checkPlan({ stages });
  const { plan: before, usualRecipe, setup } = state;
  state.beginPlan(stages);
  state.changeSetup({ seed });
  state.openRoom("search");
  state.setUpSearch(true);
  const [old, size] = [before, stages].map(([first]) => kindOf(first!).brief(first!));
  const told = [
    changesText(before, stages),
    ...(size === old ? [] : [size]),
    ...(seed === setup.seed ? [] : [`the seed is ${seed}`]),
  ];
  state.notify(`${name}: ${told.join("; ")}.`, {
    label: "Undo",
    run() {
      state.replacePlan(before, usualRecipe);
      state.changeSetup({ seed: setup.seed });
    },
  });
}

/** Throws StudioError "BadInput" for what is no JSON. */
async function jsonOf(file: Blob, name: string): Promise<unknown> {
  try {
    return JSON.parse(await file.text());
  } catch (error) {
    throw new StudioError("BadInput", `${name} is not JSON: ${asSentence(toErrorRecord(error).message)}`);
  }
}

/** What a file keeps of the plan as it stands. */
export const plannedFile = ({ plan, setup }: Pick<StudioState, "plan" | "setup">): PlanFile => ({
  version: STUDY_VERSION,
  seed: setup.seed,
  stages: plan,
});

/** The search of a length of the first screen, on its first space. */
export function quickSearch(id: string, memoryCap: number): Stage {
  const { recipe, trials, spacePreset } = plans.get(id);
  return { ...usualSearch({ space: presetOf(FIRST_SPACE, spacePreset), recipe, memoryCap }), trials };
}

/** What a plan begins with. */
export function beginningOf([first]: readonly Stage[]): Beginning {
  const beginning = first && kindOf(first).beginning(first);
  if (!beginning) throw new Error(`A plan cannot begin with the stage ${JSON.stringify(first)}.`);
  return beginning;
}

/** The space that the plan begins with: what the Space room edits. */
export const plannedSpace = ({ plan }: Pick<StudioState, "plan">): Beginning["space"] => beginningOf(plan).space;

/** How the first stage trains. */
export const firstRecipe = ({ plan }: Pick<StudioState, "plan">): Recipe => beginningOf(plan).recipe;

/** Later searches, of training numbers, take recipe and cap from the first. */
const withBeginning = (plan: readonly Stage[], { space, ...change }: Partial<Beginning>): readonly Stage[] =>
  plan.map((stage, index) => kindOf(stage).withBeginning(stage, index === 0 && space ? { ...change, space } : change));

/** The plan on another space; what cannot work on it gives way to the search that is usual there. */
export function planOnSpace(plan: readonly Stage[], space: Beginning["space"]): readonly Stage[] {
  const [first, ...rest] = plan;
  const moved = kindOf(first!).onSpace(first!, space, planCatalog);
  return moved ? [moved, ...rest] : [usualOn(plan, space)];
}

/** The search that is usual on a space, on the patches of a plan. */
function usualOn(plan: readonly Stage[], space: Beginning["space"]): SearchStage {
  const { recipe, memoryCap } = beginningOf(plan);
  return usualSearch({ space, recipe: { ...defaultRecipe, patch: recipe.patch, batch: recipe.batch }, memoryCap });
}

/** The search that a pipeline begins with: the planned one, else what is usual on the same space. */
function searchToBegin(plan: readonly Stage[]): SearchStage {
  const [first] = plan;
  return isSearch(first) ? first : usualOn(plan, beginningOf(plan).space);
}

/** What answers about a space depend on, beside the data. */
const askedAbout = ({ recipe: { patch, batch }, memoryCap, space }: Beginning): string =>
  JSON.stringify([patch, batch, memoryCap, space]);
