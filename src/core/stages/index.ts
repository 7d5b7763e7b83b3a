import { z } from "../zod.ts";
import build, { type BuildStage } from "./build.ts";
import correct, { type CorrectStage } from "./correct.ts";
import ensemble, { type EnsembleStage } from "./ensemble.ts";
import race, { type RaceStage } from "./race.ts";
import retrain, { type RetrainStage } from "./retrain.ts";
import search, { type SearchStage } from "./search.ts";
import type { StageKind } from "./stageKind.ts";
import shuffle, { type ShuffleStage } from "./shuffle.ts";
import supernet, { type SupernetStage } from "./supernet.ts";
import test, { type TestStage } from "./test.ts";

/** One step of a study's plan. */
export type Stage =
  | SearchStage
  | SupernetStage
  | RetrainStage
  | RaceStage
  | BuildStage
  | ShuffleStage
  | CorrectStage
  | EnsembleStage
  | TestStage;
export type StageName = Stage["kind"];

const KINDS: { readonly [Name in StageName]: StageKind<Extract<Stage, { kind: Name }>> } = {
  search,
  supernet,
  retrain,
  race,
  build,
  shuffle,
  correct,
  ensemble,
  test,
};

export const STAGE_NAMES = Object.keys(KINDS) as readonly StageName[];

/** The kind of a stage, to be asked about that stage. */
export const kindOf = <S extends Stage>({ kind }: S): StageKind<S> => KINDS[kind] as unknown as StageKind<S>;

export const stageSchema = z.discriminatedUnion(
  "kind",
  Object.values(KINDS).map(({ schema }) => schema) as unknown as [z.ZodObject, ...z.ZodObject[]],
) as unknown as z.ZodType<Stage>;
