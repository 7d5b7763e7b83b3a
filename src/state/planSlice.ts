import { DEFAULT_MEMORY_CAP, plans } from "../catalog/recipes/index.ts";
import type { Choice } from "../core/options.ts";
import { parseRecipe } from "../core/search/recipeSchema.ts";
import type { Recipe } from "../core/search/recipe.ts";
import type { DeviceReport } from "../worker/studioApi.ts";
import type { SliceCreator } from "./store.ts";

/** The search that would be started next: everything but the data and the space. */
export interface SearchSetup {
  readonly recipe: Recipe;
  readonly strategy: Choice;
  readonly trials: number;
  readonly baselines: readonly Choice[];
  readonly memoryCap: number;
  readonly seed: number;
  /** 0 means as many as the device has slots. */
  readonly workers: number;
  readonly device: "auto" | DeviceReport["id"];
}

export interface PlanSlice {
  readonly setup: SearchSetup;
  readonly changeSetup: (change: Partial<SearchSetup>) => void;
  readonly changeRecipe: (change: Partial<Recipe>) => void;
  readonly loadRecipe: (file: Blob) => Promise<void>;
}

export const BASELINE: Choice = { id: "unet", options: { base: 8, depth: 3, norm: "batch" } };

export const createPlanSlice = (): SliceCreator<PlanSlice> => (set, get) => ({
  setup: {
    recipe: plans.get("taste").recipe,
    strategy: { id: "hierarchical-random", options: {} },
    trials: plans.get("taste").trials,
    baselines: [BASELINE],
    memoryCap: DEFAULT_MEMORY_CAP,
    seed: 0,
    workers: 0,
    device: "auto",
  },
  changeSetup: (change) => set(({ setup }) => ({ setup: { ...setup, ...change } })),
  changeRecipe: (change) => set(({ setup }) => ({ setup: { ...setup, recipe: { ...setup.recipe, ...change } } })),
  loadRecipe: (file) => get().attempt(async () => get().changeSetup({ recipe: parseRecipe(JSON.parse(await file.text())) })),
});
