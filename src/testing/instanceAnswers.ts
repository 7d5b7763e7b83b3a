import { existsSync, readFileSync } from "node:fs";

const ANSWERS = new URL("../../../shared/spec/known-answers/instances.json", import.meta.url);

/** Counts and scores of matched objects at one threshold. */
export interface MatchingAnswer {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly averagePrecision: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly segmentationQuality: number;
  readonly panopticQuality: number;
}

export interface InstanceAnswers {
  readonly components: readonly {
    readonly classes: number[][];
    readonly neighbours: 4 | 8;
    readonly minSize: number;
    readonly ofClass: Readonly<
      Record<string, { readonly instances: number; readonly sizes: number[]; readonly labels: number[][] }>
    >;
  }[];
  readonly watershed: readonly {
    readonly boundary: number[][];
    readonly threshold: number;
    readonly seeds: number[][];
    readonly labels: number[][];
  }[];
  readonly scores: readonly {
    readonly name: string;
    readonly truth: number[][];
    readonly proposed: number[][];
    readonly adaptedRandError: number;
    readonly viSplit: number;
    readonly viMerge: number;
    readonly adjustedRandIndex: number;
    readonly matching: Readonly<Record<string, MatchingAnswer>>;
  }[];
}

/** Worked values of the specification's part on instances; none where its folder is not beside the checkout. */
export const instanceAnswers: InstanceAnswers = existsSync(ANSWERS)
  ? (JSON.parse(readFileSync(ANSWERS, "utf8")) as InstanceAnswers)
  : { components: [], watershed: [], scores: [] };
