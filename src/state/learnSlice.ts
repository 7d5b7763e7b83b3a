import { FIRST_LESSON, lessonOf, describedStrategies } from "../catalog/strategies/described.ts";
import type { Choice } from "../core/options.ts";
import { changeOf, type Change } from "./change.ts";
import type { SliceCreator } from "./store.ts";

/** A strategy on a test function: all that a run follows from. */
export interface LearnPlan {
  readonly strategy: Choice;
  /** Id of a test function. */
  readonly on: string;
  readonly seed: number;
  readonly evaluations: number;
  /** Standard deviation added to every value, as another seed changes the score of a network. */
  readonly noise: number;
  /** Takes the place of the first proposal, where it was placed by hand. */
  readonly first: readonly number[] | null;
}

/** A strategy watched at work: the plan, and how far it is shown. */
export interface LearnSlice {
  readonly learnPlan: LearnPlan;
  /** Evaluations shown. */
  readonly learnAt: number;
  readonly isLearnPlaying: boolean;
  /** Evaluations a second while it plays. */
  readonly learnSpeed: number;
  /** Whether random sampling runs beside it. */
  readonly isLearnRace: boolean;

  /** Another plan starts from its first evaluation. */
  readonly changeLearnPlan: (change: Change<LearnPlan>) => void;
  readonly chooseLearnStrategy: (id: string) => void;
  readonly showEvaluation: (at: number) => void;
  readonly playLearn: (isPlaying: boolean) => void;
  readonly setLearnSpeed: (speed: number) => void;
  readonly raceRandom: (isRace: boolean) => void;
  /** Makes the strategy, with its options, the one of the next search. */
  readonly useLearntStrategy: () => void;
}

/** Evaluations of a plan, as the strategy rounds them. */
export function learnBudget({ strategy: { id, options }, evaluations }: LearnPlan): number {
  return describedStrategies.get(id).budgetFor?.(evaluations, options) ?? evaluations;
}

/** A strategy as it comes, for as many evaluations as tell its story. */
const planOf = (id: string): Pick<LearnPlan, "strategy" | "evaluations"> => ({
  strategy: { id, options: {} },
  evaluations: lessonOf(describedStrategies.get(id)).evaluations,
});

export const createLearnSlice = (): SliceCreator<LearnSlice> => (set, get) => ({
  learnPlan: { ...planOf(FIRST_LESSON), on: "branin", seed: 1, noise: 0, first: null },
  learnAt: 0,
  isLearnPlaying: false,
  learnSpeed: 8,
  isLearnRace: false,

  changeLearnPlan: (wish) =>
    set(({ learnPlan }) => {
      const change = changeOf(wish, learnPlan);
      return {
        learnPlan: { ...learnPlan, ...(change.on !== undefined && { first: null }), ...change },
        learnAt: 0,
        isLearnPlaying: false,
      };
    }),
  chooseLearnStrategy: (id) => get().changeLearnPlan(planOf(id)),
  showEvaluation: (at) =>
    set(({ learnPlan }) => {
      const last = learnBudget(learnPlan);
      return { learnAt: Math.min(last, Math.max(0, at)), ...(at >= last && { isLearnPlaying: false }) };
    }),
  playLearn: (isLearnPlaying) =>
    set(({ learnAt, learnPlan }) => ({
      isLearnPlaying,
      ...(isLearnPlaying && learnAt >= learnBudget(learnPlan) && { learnAt: 0 }),
    })),
  setLearnSpeed: (learnSpeed) => set({ learnSpeed }),
  raceRandom: (isLearnRace) => set({ isLearnRace }),
  useLearntStrategy() {
    const { learnPlan, takeStrategy, setUpSearch, openRoom, notify } = get();
    setUpSearch(true);
    takeStrategy(learnPlan.strategy);
    openRoom("search");
    notify(`${describedStrategies.get(learnPlan.strategy.id).label} is the strategy of the next search.`);
  },
});
