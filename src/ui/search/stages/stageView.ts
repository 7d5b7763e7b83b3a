import type { ComponentType } from "react";
import type { StageChange } from "../../../core/stages/stageKind.ts";
import type { Stage } from "../../../core/stages/index.ts";
import type { PlotsProps } from "../Plots.tsx";

/** What a stage does, for its card. */
export interface StageWords {
  readonly title: string;
  /** Few words behind the title. */
  readonly what: string;
  readonly detail: string;
}

export interface StageFieldsProps<S extends Stage = Stage> {
  readonly stage: S;
  readonly index: number;
  readonly stages: readonly Stage[];
  /** What the stages are called, in order. */
  readonly titles: readonly string[];
  /** A stage that has begun keeps everything but its size. */
  readonly isBegun: boolean;
  readonly onChange: (change: StageChange) => void;
}

export interface StagePlotsProps<S extends Stage = Stage> extends PlotsProps {
  readonly spec: S;
}

export interface FirstStageProps<S extends Stage = Stage> {
  readonly stage: S;
  readonly onChange: (change: StageChange) => void;
}

/** How the first stage of a plan is set up, for kinds that a plan can begin with. */
export interface FirstStageView<S extends Stage> {
  /** What proposes networks: "Strategy". */
  readonly proposer: string;
  readonly Proposer: ComponentType<FirstStageProps<S>>;
  /** How long it trains, in the recipe. */
  readonly Length: ComponentType<FirstStageProps<S>>;
  /** How long the stage is, as part of a sentence. */
  readonly InlineLength: ComponentType<FirstStageProps<S>>;
  /** How many trials it has, where that can be set. */
  readonly Size?: ComponentType<FirstStageProps<S>>;
  /** Which networks of the literature are trained, and when; null for none. */
  baselines(stage: S, stages: readonly Stage[]): string | null;
  /** Whether trainings may be given up early. */
  readonly stopsEarly: boolean;
}

/** A stage that can be added to a plan. */
export interface StageOffer {
  readonly label: string;
  /** The stage; null where the plan has nothing that it could work on. */
  readonly stage: Stage | null;
}

/** All that the page knows of a kind of stage; its room asks no stage for its kind. */
export interface StageView<S extends Stage> {
  words(stage: S): StageWords;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** The numbers of a stage, in the menu of its card. */
  readonly Fields: ComponentType<StageFieldsProps<S>>;
  readonly Plots: ComponentType<StagePlotsProps<S>>;
  /** What may be added to a plan, for the menu behind its cards. */
  offers(stages: readonly Stage[]): readonly StageOffer[];
  readonly first?: FirstStageView<S>;
}
