import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoresOf } from "../../catalog/metrics/index.ts";
import { WITHOUT_ANSWERS } from "../../testing/skipping.ts";
import { countConfusion, emptyConfusion, type ConfusionMatrix } from "../image/confusion.ts";
import { DEFAULT_METRIC } from "../judging/defaultMetrics.ts";
import { valueOf } from "../judging/scores.ts";
import { addVotes, chosenMembers, comparedPairs, disagreementOf, type Opinions } from "./choosing.ts";
import { bestPrefix, type Addition, type ChoiceMethod } from "./memberChoice.ts";

const ANSWERS = new URL("../../../../shared/spec/known-answers/ensemble.json", import.meta.url);

interface Answer {
  readonly name: string;
  readonly probabilities: readonly (readonly (readonly number[])[])[];
  readonly truth: readonly number[];
  readonly mIoUOfEach: readonly number[];
  readonly meanOfAll: { readonly labels: readonly number[]; readonly mIoU: number };
  readonly majorityOfAll: { readonly labels: readonly number[] };
  readonly greedy: Greedy;
  readonly greedyDistinct: Greedy;
  readonly disagreement: Readonly<Record<string, number>>;
}

interface Greedy {
  readonly order: readonly number[];
  readonly trace: readonly { readonly mIoU: number }[];
  readonly selection: readonly number[];
  readonly mIoU: number;
}

const score = (confusion: ConfusionMatrix) => valueOf(scoresOf(confusion), DEFAULT_METRIC)!;
const highest = { goal: "maximise" } as const;

const choose = (opinions: Opinions, method: ChoiceMethod, rounds: number, before: readonly Addition[] = []) => [
  ...chosenMembers(opinions, { method, rounds, goal: "maximise", score, before }),
];

function opinionsOf(probabilities: readonly (readonly (readonly number[])[])[], truth: readonly number[]): Opinions {
  const classes = probabilities[0]![0]!.length;
  return {
    classes,
    truth: Uint8Array.from(truth),
    probabilities: new Map(probabilities.map((member, index) => [index, Float64Array.from(member.flat())])),
  };
}

/** The most probable class, the first of equal ones. */
const labelsOf = (member: readonly (readonly number[])[]) =>
  Uint8Array.from(member, (voxel) => voxel.indexOf(Math.max(...voxel)));

const rowsOf = (values: Float32Array, classes: number) =>
  Array.from({ length: values.length / classes }, (_, voxel) => [
    ...values.subarray(voxel * classes, (voxel + 1) * classes),
  ]);

describe.skipIf(!existsSync(ANSWERS))("ensembles as in the known answers", WITHOUT_ANSWERS, () => {
  const { cases } = JSON.parse(readFileSync(ANSWERS, "utf8")) as { readonly cases: readonly Answer[] };

  test.each(cases.map((answer) => [answer.name, answer] as const))("%s", (_, answer) => {
    const opinions = opinionsOf(answer.probabilities, answer.truth);
    for (const [method, wanted] of [
      ["greedy", answer.greedy],
      ["distinct", answer.greedyDistinct],
    ] as const) {
      const additions = choose(opinions, method, wanted.order.length);
      expect(additions.map(({ member }) => member)).toEqual(wanted.order);
      additions.forEach((addition, at) => expect(addition.score).toBeCloseTo(wanted.trace[at]!.mIoU, 6));
      const prefix = bestPrefix(additions, highest);
      expect(prefix.map(({ member }) => member)).toEqual(wanted.selection);
      expect(prefix.at(-1)!.score).toBeCloseTo(wanted.mIoU, 6);
    }
    const labels = answer.probabilities.map(labelsOf);
    const votes = new Float32Array(opinions.truth.length * opinions.classes);
    for (const own of labels) addVotes(votes, own, opinions.classes, 1);
    expect([...labelsOf(rowsOf(votes, opinions.classes))]).toEqual(answer.majorityOfAll.labels);
    for (const [pair, share] of Object.entries(answer.disagreement)) {
      const [one, other] = pair.split(",").map(Number);
      expect(disagreementOf(labels[one!]!, labels[other!]!)).toBeCloseTo(share, 6);
    }
  });
});

const someOpinions = fc
  .record({ voxels: fc.integer({ min: 1, max: 12 }), members: fc.integer({ min: 1, max: 5 }) })
  .chain(({ voxels, members }) =>
    fc.record({
      probabilities: fc.array(
        fc.array(
          fc.integer({ min: 0, max: 100 }).map((p) => [p, 100 - p]),
          { minLength: voxels, maxLength: voxels },
        ),
        { minLength: members, maxLength: members },
      ),
      truth: fc.array(fc.constantFrom(0, 1, 255), { minLength: voxels, maxLength: voxels }),
    }),
  )
  .filter(({ truth }) => truth.some((label) => label !== 255));

describe("choosing members", () => {
  test("what is chosen scores at least as well as the best alone", () => {
    fc.assert(
      fc.property(someOpinions, ({ probabilities, truth }) => {
        const chosen = bestPrefix(choose(opinionsOf(probabilities, truth), "greedy", 6), highest).at(-1)!.score;
        const alone = probabilities.map((member) => {
          const confusion = emptyConfusion(2);
          countConfusion(confusion, Uint8Array.from(truth), labelsOf(member));
          return score(confusion);
        });
        expect(chosen).toBeGreaterThanOrEqual(Math.max(...alone));
      }),
    );
  });

  test("goes on behind what was added before as if it had never stopped", () => {
    fc.assert(
      fc.property(someOpinions, fc.nat(6), fc.constantFrom("greedy", "distinct"), (drawn, at, method) => {
        const opinions = opinionsOf(drawn.probabilities, drawn.truth);
        const whole = choose(opinions, method, 6);
        const begun = whole.slice(0, at);
        expect([...begun, ...choose(opinions, method, 6, begun)]).toEqual(whole);
      }),
    );
  });

  test("each once at most ends when all are added", () => {
    const opinions = opinionsOf([[[1, 0]], [[0, 1]]], [1]);
    expect(choose(opinions, "distinct", 9).map(({ member }) => member)).toEqual([1, 0]);
  });
});

test("pairs differ as their labels do, and gain what their mean scores beyond the better of them", () => {
  const opinions = opinionsOf(
    [
      [
        [0.9, 0.1],
        [0.4, 0.6],
        [0.2, 0.8],
      ],
      [
        [0.4, 0.6],
        [0.9, 0.1],
        [0.2, 0.8],
      ],
    ],
    [0, 0, 1],
  );
  const [pair, ...others] = [...comparedPairs(opinions, { score, goal: "maximise" })];
  expect(others).toEqual([]);
  expect(pair).toMatchObject({ one: 0, other: 1 });
  expect(pair!.disagreement).toBeCloseTo(2 / 3, 12);
  expect(pair!.gain).toBeCloseTo(1 - 0.5, 12);
});

test("a vote counts each as often as it counts", () => {
  const votes = new Float32Array(6);
  addVotes(votes, Uint8Array.of(2, 1), 3, 2);
  addVotes(votes, Uint8Array.of(0, 2), 3, 1);
  expect([...votes]).toEqual([1, 0, 2, 0, 2, 1]);
});
