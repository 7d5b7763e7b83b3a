import { presetOf, spaces } from "../catalog/spaces/index.ts";
import { StudioError } from "../core/errors.ts";
import type { SpacePreset } from "../core/space/space.ts";
import type { SpaceChoice } from "../core/study/spec.ts";
import type { SampledMember, SpaceQuestion, StudioApi, WhatIf } from "../worker/studioApi.ts";
import type { SaveFile } from "./librarySlice.ts";
import { beginningOf, plannedSpace, planOnSpace } from "./planSlice.ts";
import type { SliceCreator, StudioState, StudioStore } from "./store.ts";

/** A space with its ranges: what is edited, saved and searched. */
export type ChosenSpace = SpaceChoice;

/** The settings that follow from those that hold when the change is made. */
export type SpaceChange = (held: unknown) => unknown;

export interface SpaceSlice {
  /** Ranges of the spaces that were left, by space. */
  readonly leftSpaces: Readonly<Record<string, unknown>>;
  readonly spacePast: readonly ChosenSpace[];
  readonly spaceFuture: readonly ChosenSpace[];
  readonly whatIf: WhatIf | null;
  /** The answer before the edit in hand: the ghost behind the histograms. */
  readonly whatIfBefore: WhatIf | null;
  readonly gallery: readonly SampledMember[];
  readonly gallerySeed: number;
  readonly chosenMember: number;

  /** Takes another space, as it was left or by its first preset; one undo step. */
  readonly chooseSpace: (id: string) => void;
  /** Shows what an edit would mean while it is dragged; nothing is recorded. */
  readonly previewSpace: (change: SpaceChange) => void;
  /** Changes the ranges of the chosen space; one undo step. */
  readonly editSpace: (change: SpaceChange) => void;
  readonly choosePreset: (id: string) => void;
  /** A space with its ranges at once; one undo step. */
  readonly takeSpace: (space: ChosenSpace) => void;
  /** What is forgotten when another space comes into the plan: answers about one say nothing about another. */
  readonly enteringSpace: (space: ChosenSpace) => Partial<SpaceSlice>;
  readonly undoSpace: () => void;
  readonly redoSpace: () => void;
  readonly askWhatIf: () => Promise<void>;
  readonly resample: () => void;
  readonly chooseMember: (index: number) => void;
  readonly saveSpace: () => void;
  readonly loadSpace: (file: Blob) => Promise<void>;
}

export const GALLERY_SIZE = 9;
const SAMPLES = 1000;

/** Past this many steps the oldest are forgotten. */
const MOST_UNDO = 200;

export const presetsOf = (id: string): readonly SpacePreset<unknown>[] => spaces.get(id).presets;

export const createSpaceSlice =
  (client: Pick<StudioApi, "space">, save: SaveFile): SliceCreator<SpaceSlice> =>
  (set, get, store) => {
    /** What is dragged now and not yet recorded; the question is asked about it. */
    let draft: ChosenSpace | null = null;
    let asked = 0;

    async function ask(): Promise<void> {
      const question = questionOf(get(), draft ?? held());
      const turn = ++asked;
      const whatIf = await client.space.whatIf(question);
      if (turn !== asked) return;
      set({ whatIf });
      if (draft !== null) return;
      const gallery = await client.space.gallery({ ...question, seed: get().gallerySeed }, GALLERY_SIZE);
      if (turn === asked)
        set(({ chosenMember }) => ({ gallery, chosenMember: Math.min(chosenMember, Math.max(0, gallery.length - 1)) }));
    }

    const held = () => plannedSpace(get());

    return {
      leftSpaces: {},
      spacePast: [],
      spaceFuture: [],
      whatIf: null,
      whatIfBefore: null,
      gallery: [],
      gallerySeed: 0,
      chosenMember: 0,

      chooseSpace: (id) => get().takeSpace({ id, settings: get().leftSpaces[id] ?? presetsOf(id)[0]!.settings }),
      previewSpace(change) {
        if (draft === null) set({ whatIfBefore: get().whatIf });
        const { id, settings } = held();
        draft = { id, settings: change(settings) };
        void get().attempt(ask);
      },
      editSpace: (change) => get().takeSpace({ id: held().id, settings: change(held().settings) }),
      choosePreset: (id) => get().takeSpace(presetOf(held().id, id)),
      takeSpace(next) {
        const space = held();
        if (JSON.stringify(next) === JSON.stringify(space)) draft = null;
        else {
          set(({ spacePast }) => ({ spacePast: [...spacePast, space].slice(-MOST_UNDO), spaceFuture: [] }));
          enter(store, next);
        }
      },
      enteringSpace(space) {
        const { whatIf, leftSpaces } = get();
        const before = held();
        const wasDragged = draft !== null;
        draft = null;
        if (space.id === before.id) return wasDragged ? {} : { whatIfBefore: whatIf };
        return {
          leftSpaces: { ...leftSpaces, [before.id]: before.settings },
          whatIf: null,
          whatIfBefore: null,
          gallery: [],
          chosenMember: 0,
        };
      },
      askWhatIf: () => get().attempt(ask),
      resample() {
        set(({ gallerySeed }) => ({ gallerySeed: gallerySeed + 1 }));
        void get().askWhatIf();
      },
      chooseMember: (chosenMember) => set({ chosenMember }),
      ...stepActions(store),
      ...fileActions(save, store),
    };
  };

/** Puts another space into the plan. */
function enter({ getState }: StudioStore, space: ChosenSpace): void {
  getState().turnPlan((plan) => planOnSpace(plan, space));
}

/** Undo and redo of what was chosen and edited. */
function stepActions(store: StudioStore): Pick<SpaceSlice, "undoSpace" | "redoSpace"> {
  const { getState: get, setState: set } = store;
  return {
    undoSpace() {
      const { spacePast, spaceFuture } = get();
      const previous = spacePast.at(-1);
      if (!previous) return;
      set({ spacePast: spacePast.slice(0, -1), spaceFuture: [...spaceFuture, plannedSpace(get())] });
      enter(store, previous);
    },
    redoSpace() {
      const { spacePast, spaceFuture } = get();
      const next = spaceFuture.at(-1);
      if (!next) return;
      set({ spacePast: [...spacePast, plannedSpace(get())], spaceFuture: spaceFuture.slice(0, -1) });
      enter(store, next);
    },
  };
}

/** A space as a file of its own. */
function fileActions(save: SaveFile, { getState: get }: StudioStore): Pick<SpaceSlice, "saveSpace" | "loadSpace"> {
  return {
    saveSpace() {
      const { id, settings } = plannedSpace(get());
      save(
        `${id}.space.json`,
        new TextEncoder().encode(JSON.stringify({ space: id, settings }, null, 2)),
        "application/json",
      );
    },
    loadSpace: (file) => get().attempt(async () => get().takeSpace(readSpace(await file.text()))),
  };
}

/** Spaces whose members are networks: those a search can begin with. */
export const architectureSpaces = spaces.list.filter(({ searches }) => searches === "architecture");

/** Throws StudioError "BadInput" naming the field. */
function readSpace(text: string): ChosenSpace {
  let json: { readonly space?: unknown; readonly settings?: unknown };
  try {
    json = JSON.parse(text) as typeof json;
  } catch (error) {
    throw new StudioError("BadInput", `This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const definition = architectureSpaces.find(({ id }) => id === json.space);
  if (!definition)
    throw new StudioError(
      "BadInput",
      `space: it is ${JSON.stringify(json.space)}; it must be one of ${architectureSpaces.map(({ id }) => `"${id}"`).join(", ")}.`,
    );
  return { id: definition.id, settings: definition.parseSettings(json.settings) };
}

/** What the current plan asks of a space; with no data open, two classes stand in. */
export function questionOf(
  { data, plan, setup: { seed } }: Pick<StudioState, "data" | "plan" | "setup">,
  { id, settings }: ChosenSpace,
): SpaceQuestion {
  const {
    recipe: { patch, batch },
    memoryCap,
  } = beginningOf(plan);
  const task = { channels: 1, classes: data?.mapping?.classes.length ?? 2, patch };
  return { spaceId: id, settings, task, batch, memoryCap, seed, samples: SAMPLES };
}

type Fields = Readonly<Record<string, unknown>>;

/** The preset whose settings these are, if any, and how many fields differ from the nearest one. */
export function nearestPreset({ id, settings }: ChosenSpace): {
  readonly id: string;
  readonly label: string;
  readonly changes: number;
} {
  const differences = presetsOf(id).map((preset) => ({
    id: preset.id,
    label: preset.label,
    changes: changedFields(preset.settings as Fields, settings as Fields),
  }));
  return differences.reduce((nearest, other) => (other.changes < nearest.changes ? other : nearest));
}

/** Places where settings differ: the range of one level, or of one operation, counts as one; so does a set of choices. */
function changedFields(a: Fields, b: Fields): number {
  return Object.keys(a).reduce((sum, name) => {
    const [one, other] = [a[name], b[name]];
    const places =
      isPlaces(one) && isPlaces(other)
        ? Array.from({ length: Math.max(one.length, other.length) }, (_, index) => [one[index], other[index]])
        : [[one, other]];
    return sum + places.filter(([before, after]) => JSON.stringify(before) !== JSON.stringify(after)).length;
  }, 0);
}

/** A list that holds a range, a number or a switch for each level or operation; not a single range, nor a set of words. */
const isPlaces = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.some((entry) => entry === null || typeof entry === "object");
