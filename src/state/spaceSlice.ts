import { objectiveOf } from "../catalog/metrics/index.ts";
import { spaces } from "../catalog/spaces/index.ts";
import { strategies } from "../catalog/strategies/index.ts";
import { StudioError } from "../core/errors.ts";
import type { SpacePreset, ViewName } from "../core/space/space.ts";
import type { SearchStage } from "../core/study/spec.ts";
import type { SampledMember, SpaceQuestion, StudioApi, WhatIf } from "../worker/studioApi.ts";
import type { SaveFile } from "./librarySlice.ts";
import type { SearchSetup } from "./planSlice.ts";
import type { SliceCreator, StudioState } from "./store.ts";

/** A space with its ranges: what is edited, saved and searched. */
export type ChosenSpace = SearchStage["space"];

/** The settings that follow from those that hold when the change is made. */
export type SpaceChange = (held: unknown) => unknown;

export interface SpaceSlice {
  readonly space: ChosenSpace;
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
  readonly undoSpace: () => void;
  readonly redoSpace: () => void;
  readonly askWhatIf: () => Promise<void>;
  readonly resample: () => void;
  readonly chooseMember: (index: number) => void;
  readonly saveSpace: () => void;
  readonly loadSpace: (file: Blob) => Promise<void>;
}

/** The space a first search begins with. */
export const FIRST_SPACE = "module-tree";
export const GALLERY_SIZE = 9;
const SAMPLES = 1000;

/** Past this many steps the oldest are forgotten. */
const MOST_UNDO = 200;

export const presetsOf = (id: string): readonly SpacePreset<unknown>[] => spaces.get(id).presets;

/** Throws StudioError "UnknownId" where the space has no such preset. */
export function presetSpace(id: string, preset: string): ChosenSpace {
  const found = presetsOf(id).find((other) => other.id === preset);
  if (!found)
    throw new StudioError(
      "UnknownId",
      `The space "${id}" has no preset "${preset}"; it has ${presetsOf(id)
        .map((other) => other.id)
        .join(", ")}.`,
    );
  return { id, settings: found.settings };
}

export const createSpaceSlice =
  (client: Pick<StudioApi, "space">, save: SaveFile): SliceCreator<SpaceSlice> =>
  (set, get) => {
    /** What is dragged now and not yet recorded; the question is asked about it. */
    let draft: ChosenSpace | null = null;
    let asked = 0;

    async function ask(): Promise<void> {
      const question = questionOf(get(), draft ?? get().space);
      const turn = ++asked;
      const whatIf = await client.space.whatIf(question);
      if (turn !== asked) return;
      set({ whatIf });
      if (draft !== null) return;
      const gallery = await client.space.gallery({ ...question, seed: get().gallerySeed }, GALLERY_SIZE);
      if (turn === asked)
        set(({ chosenMember }) => ({ gallery, chosenMember: Math.min(chosenMember, Math.max(0, gallery.length - 1)) }));
    }

    /** Answers about another space say nothing about this one, and a strategy may not fit it. */
    const enter = (space: ChosenSpace, change: Partial<SpaceSlice>) => {
      const { space: before, whatIf, leftSpaces, setup } = get();
      const wasDragged = draft !== null;
      draft = null;
      if (space.id === before.id) set({ ...change, space, ...(!wasDragged && { whatIfBefore: whatIf }) });
      else
        set({
          ...change,
          space,
          leftSpaces: { ...leftSpaces, [before.id]: before.settings },
          setup: fittedSetup(setup, before, space),
          whatIf: null,
          whatIfBefore: null,
          gallery: [],
          chosenMember: 0,
        });
      void get().askWhatIf();
    };

    return {
      space: { id: FIRST_SPACE, settings: presetsOf(FIRST_SPACE)[0]!.settings },
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
        const { id, settings } = get().space;
        draft = { id, settings: change(settings) };
        void get().attempt(ask);
      },
      editSpace: (change) => get().takeSpace({ id: get().space.id, settings: change(get().space.settings) }),
      choosePreset: (id) => get().takeSpace(presetSpace(get().space.id, id)),
      takeSpace(next) {
        const { space, spacePast } = get();
        if (JSON.stringify(next) === JSON.stringify(space)) draft = null;
        else enter(next, { spacePast: [...spacePast, space].slice(-MOST_UNDO), spaceFuture: [] });
      },
      undoSpace() {
        const { spacePast, spaceFuture, space } = get();
        const previous = spacePast.at(-1);
        if (previous) enter(previous, { spacePast: spacePast.slice(0, -1), spaceFuture: [...spaceFuture, space] });
      },
      redoSpace() {
        const { spacePast, spaceFuture, space } = get();
        const next = spaceFuture.at(-1);
        if (next) enter(next, { spacePast: [...spacePast, space], spaceFuture: spaceFuture.slice(0, -1) });
      },
      askWhatIf: () => get().attempt(ask),
      resample() {
        set(({ gallerySeed }) => ({ gallerySeed: gallerySeed + 1 }));
        void get().askWhatIf();
      },
      chooseMember: (chosenMember) => set({ chosenMember }),
      saveSpace() {
        const { id, settings } = get().space;
        save(
          `${id}.space.json`,
          new TextEncoder().encode(JSON.stringify({ space: id, settings }, null, 2)),
          "application/json",
        );
      },
      loadSpace: (file) => get().attempt(async () => get().takeSpace(readSpace(await file.text()))),
    };
  };

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

type SetupWithData = Pick<StudioState, "data" | "setup">;

const taskOf = ({ data, setup }: SetupWithData): SpaceQuestion["task"] => ({
  channels: 1,
  classes: data?.mapping?.classes.length ?? 2,
  patch: setup.recipe.patch,
});

/** What the current plan asks of a space; with no data open, two classes stand in. */
export function questionOf(state: SetupWithData, { id, settings }: ChosenSpace): SpaceQuestion {
  const { recipe, memoryCap, seed } = state.setup;
  return { spaceId: id, settings, task: taskOf(state), batch: recipe.batch, memoryCap, seed, samples: SAMPLES };
}

/** The views a space offers strategies. */
export function viewsOf({ id, settings }: ChosenSpace): ReadonlySet<ViewName> {
  const definition = spaces.get(id);
  const { views } = definition.bind(definition.parseSettings(settings), {
    channels: 1,
    classes: 2,
    patch: [1, 64, 64],
  });
  return new Set(Object.keys(views) as ViewName[]);
}

/** What is usual with the space that was left becomes what is usual with the new one, and so does a strategy that needs a view it lacks. */
function fittedSetup(setup: SearchSetup, before: ChosenSpace, after: ChosenSpace): SearchSetup {
  const [left, entered] = [spaces.get(before.id).usual, spaces.get(after.id).usual];
  const isKept = setup.strategy.id !== left.strategy && viewsOf(after).has(strategies.get(setup.strategy.id).view);
  return {
    ...setup,
    ...(!spaces.get(after.id).sharesWeights && setup.shared && { shared: null, after: [] }),
    strategy: isKept ? setup.strategy : { id: entered.strategy, options: {} },
    objective: setup.objective.metric === left.objective ? objectiveOf(entered.objective) : setup.objective,
  };
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
