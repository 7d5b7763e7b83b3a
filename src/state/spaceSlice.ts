import { spaces } from "../catalog/spaces/index.ts";
import { parseSettings, presets, type ModuleTreeSettings } from "../catalog/spaces/moduleTree/settings.ts";
import { StudioError } from "../core/errors.ts";
import type { SampledMember, SpaceQuestion, StudioApi, WhatIf } from "../worker/studioApi.ts";
import type { SaveFile } from "./librarySlice.ts";
import type { SliceCreator, StudioState } from "./store.ts";

export interface SpaceSlice {
  readonly spaceSettings: ModuleTreeSettings;
  readonly spacePast: readonly ModuleTreeSettings[];
  readonly spaceFuture: readonly ModuleTreeSettings[];
  readonly whatIf: WhatIf | null;
  /** The answer before the edit in hand: the ghost behind the histograms. */
  readonly whatIfBefore: WhatIf | null;
  readonly gallery: readonly SampledMember[];
  readonly gallerySeed: number;
  readonly chosenMember: number;

  /** Shows what an edit would mean while it is dragged; nothing is recorded. */
  readonly previewSpace: (settings: ModuleTreeSettings) => void;
  /** One undo step. */
  readonly editSpace: (settings: ModuleTreeSettings) => void;
  readonly choosePreset: (id: string) => void;
  readonly undoSpace: () => void;
  readonly redoSpace: () => void;
  readonly askWhatIf: () => Promise<void>;
  readonly resample: () => void;
  readonly chooseMember: (index: number) => void;
  readonly saveSpace: () => void;
  readonly loadSpace: (file: Blob) => Promise<void>;
}

export const SPACE_ID = "module-tree";
export const GALLERY_SIZE = 9;
const SAMPLES = 1000;

/** Past this many steps the oldest are forgotten. */
const MOST_UNDO = 200;

export const createSpaceSlice =
  (client: Pick<StudioApi, "space">, save: SaveFile): SliceCreator<SpaceSlice> =>
  (set, get) => {
    /** What is dragged now and not yet recorded; the question is asked about it. */
    let draft: ModuleTreeSettings | null = null;
    let asked = 0;

    async function ask(): Promise<void> {
      const question = questionOf(get(), draft ?? get().spaceSettings);
      const turn = ++asked;
      const whatIf = await client.space.whatIf(question);
      if (turn !== asked) return;
      set({ whatIf });
      if (draft !== null) return;
      const gallery = await client.space.gallery({ ...question, seed: get().gallerySeed }, GALLERY_SIZE);
      if (turn === asked) set(({ chosenMember }) => ({ gallery, chosenMember: Math.min(chosenMember, Math.max(0, gallery.length - 1)) }));
    }

    const change = (next: Partial<SpaceSlice>) => {
      draft = null;
      set({ ...next, whatIfBefore: get().whatIf });
      void get().askWhatIf();
    };

    return {
      spaceSettings: presets[0]!.settings,
      spacePast: [],
      spaceFuture: [],
      whatIf: null,
      whatIfBefore: null,
      gallery: [],
      gallerySeed: 0,
      chosenMember: 0,

      previewSpace(settings) {
        if (draft === null) set({ whatIfBefore: get().whatIf });
        draft = settings;
        void get().attempt(ask);
      },
      editSpace(settings) {
        const wasDragged = draft !== null;
        draft = null;
        const { spaceSettings, spacePast, whatIf } = get();
        if (JSON.stringify(settings) === JSON.stringify(spaceSettings)) return;
        set({ spaceSettings: settings, spacePast: [...spacePast, spaceSettings].slice(-MOST_UNDO), spaceFuture: [], ...(!wasDragged && { whatIfBefore: whatIf }) });
        void get().askWhatIf();
      },
      choosePreset(id) {
        const preset = presets.find((other) => other.id === id);
        if (preset) get().editSpace(preset.settings);
      },
      undoSpace() {
        const { spacePast, spaceFuture, spaceSettings } = get();
        const previous = spacePast.at(-1);
        if (previous) change({ spaceSettings: previous, spacePast: spacePast.slice(0, -1), spaceFuture: [...spaceFuture, spaceSettings] });
      },
      redoSpace() {
        const { spacePast, spaceFuture, spaceSettings } = get();
        const next = spaceFuture.at(-1);
        if (next) change({ spaceSettings: next, spacePast: [...spacePast, spaceSettings], spaceFuture: spaceFuture.slice(0, -1) });
      },
      askWhatIf: () => get().attempt(ask),
      resample() {
        set(({ gallerySeed }) => ({ gallerySeed: gallerySeed + 1 }));
        void get().askWhatIf();
      },
      chooseMember: (chosenMember) => set({ chosenMember }),
      saveSpace() {
        const text = JSON.stringify({ space: SPACE_ID, settings: get().spaceSettings }, null, 2);
        save("module-tree.space.json", new TextEncoder().encode(text), "application/json");
      },
      loadSpace: (file) => get().attempt(async () => get().editSpace(readSpace(await file.text()))),
    };
  };

/** Throws StudioError "BadInput" naming the field. */
function readSpace(text: string): ModuleTreeSettings {
  let json: { readonly space?: unknown; readonly settings?: unknown };
  try {
    json = JSON.parse(text) as typeof json;
  } catch (error) {
    throw new StudioError("BadInput", `This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (json.space !== SPACE_ID) throw new StudioError("BadInput", `space: it is ${JSON.stringify(json.space)}; it must be one of ${spaces.list.map(({ id }) => `"${id}"`).join(", ")}.`);
  return parseSettings(json.settings);
}

/** What the current plan asks of a space; with no data open, two classes stand in. */
export function questionOf({ data, setup }: Pick<StudioState, "data" | "setup">, settings: ModuleTreeSettings): SpaceQuestion {
  const { recipe, memoryCap, seed } = setup;
  return { spaceId: SPACE_ID, settings, task: { channels: 1, classes: data?.mapping?.classes.length ?? 2, patch: recipe.patch }, batch: recipe.batch, memoryCap, seed, samples: SAMPLES };
}

/** The preset whose settings these are, if any, and how many fields differ from the nearest one. */
export function nearestPreset(settings: ModuleTreeSettings): { readonly id: string; readonly changes: number } {
  const differences = presets.map((preset) => ({ id: preset.id, changes: changedFields(preset.settings, settings) }));
  return differences.reduce((nearest, other) => (other.changes < nearest.changes ? other : nearest));
}

/** Cells of the matrix that differ: a range of one level counts as one. */
function changedFields(a: ModuleTreeSettings, b: ModuleTreeSettings): number {
  const names = Object.keys(a) as (keyof ModuleTreeSettings)[];
  return names.reduce((sum, name) => {
    const [one, other] = [a[name], b[name]];
    if (!Array.isArray(one) || !Array.isArray(other)) return sum + (one === other ? 0 : 1);
    const length = Math.max(one.length, other.length);
    const isSet = typeof one[0] === "string" || name === "widths";
    if (isSet) return sum + (JSON.stringify(one) === JSON.stringify(other) ? 0 : 1);
    return sum + Array.from({ length }, (_, index) => JSON.stringify(one[index]) !== JSON.stringify(other[index])).filter(Boolean).length;
  }, 0);
}
