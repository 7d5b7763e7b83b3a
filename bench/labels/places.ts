import type { Rect } from "../../src/core/image/plane.ts";
import { mostDisputed } from "../../src/core/image/suggesting/mostDisputed.ts";
import { sliceOf } from "../../src/core/image/volume.ts";
import type { WeightSet } from "../../src/core/network/weights.ts";
import { createRandom, type Random } from "../../src/core/random.ts";
import { meanOf } from "../../src/core/statistics.ts";
import type { TrainingData } from "../../src/engine/trainingData.ts";
import { learn, scoredToo, text } from "./learning.ts";
import { strokesOf } from "./strokes.ts";

/** As the page offers them: patches of this side, found by the votes of the last trainings on some slices. */
const [SIDE, VOTERS, ROUNDS] = [64, 4, 8];
const SLICES = [1, 3, 5, 7, 9, 11];
const FIRST = { slices: [1, 5, 9], share: 0.005 };
const STEPS = { first: 200, next: 60 };

type Place = Rect & { readonly z: number };

/** Labelling where the last trainings disagree most against labelling somewhere, patch by patch (18.4). */
export async function suggestedAgainstRandom(truth: TrainingData, seeds: number) {
  const runs: { suggested: readonly number[]; random: readonly number[] }[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const suggested = await labelled(truth, seed, (asked) => mostDisputedPlace(truth, asked));
    const random = await labelled(truth, seed, ({ random: draw }) => somewhere(truth, draw));
    runs.push({ suggested, random });
    for (const [name, curve] of Object.entries({ suggested, random }))
      console.log(`places, seed ${seed}, ${name}: ${curve.map(text).join(" ")}`);
  }
  const mean = (name: "suggested" | "random") =>
    Array.from({ length: ROUNDS + 1 }, (_, round) => meanOf(runs.map((run) => run[name][round]!)));
  const [suggested, random] = [mean("suggested"), mean("random")];
  const goal = random.at(-1)!;
  const patches = suggested.findIndex((score) => score >= goal);
  console.log(`places, mean: suggested ${suggested.map(text).join(" ")}`);
  console.log(`places, mean: random    ${random.map(text).join(" ")}`);
  console.log(
    `places: what ${ROUNDS} random patches reach (${text(goal)}) ${patches < 0 ? "no suggested ones do" : `${patches} suggested ones do`}`,
  );
  return { runs, patchesForEqualScore: patches < 0 ? null : patches, of: ROUNDS };
}

interface Asked {
  readonly labels: Uint8Array;
  /** Class indices by slice, one map of each of the last trainings. */
  readonly votes: ReadonlyMap<number, readonly Uint8Array[]>;
  readonly random: Random;
}

/** Scores after each patch that was labelled. */
async function labelled(
  truth: TrainingData,
  seed: number,
  choose: (asked: Asked) => Place,
): Promise<readonly number[]> {
  const random = createRandom("places", seed);
  let labels = strokesOf(truth, FIRST.slices, { share: FIRST.share, random });
  const votes = new Map(SLICES.map((z) => [z, [] as Uint8Array[]]));
  const scores: number[] = [];
  let from: WeightSet | undefined;
  for (let round = 0; round <= ROUNDS; round++) {
    // The first committee has as many trainings as later ones.
    const passes = round === 0 ? VOTERS : 1;
    for (let pass = 0; pass < passes; pass++) {
      const learnt = await learn(
        { ...truth, labels: scoredToo(truth, labels) },
        {
          ...{ seed: `places ${seed} ${round} ${pass}`, seen: SLICES },
          ...{ steps: from ? STEPS.next : STEPS.first },
          ...(from && { from }),
        },
      );
      from = learnt.weights;
      for (const z of SLICES) votes.set(z, [...votes.get(z)!, learnt.seen.get(z)!].slice(-VOTERS));
      scores[round] = learnt.meanIou;
    }
    labels = withPlace(truth, labels, choose({ labels, votes, random: random.fork("place", round) }));
  }
  return scores;
}

function mostDisputedPlace({ shape, image }: TrainingData, { labels, votes, random }: Asked): Place {
  const [, height, width] = shape;
  const slices = SLICES.map((z) => ({
    ...{ z, width, height, votes: votes.get(z)! },
    image: sliceOf(image, shape, z),
    labels: sliceOf(labels, shape, z),
  }));
  return mostDisputed(slices, SIDE) ?? somewhere({ shape }, random);
}

function somewhere({ shape: [, height, width] }: Pick<TrainingData, "shape">, random: Random): Place {
  const z = random.pick(SLICES);
  return { z, x: random.int(0, width - SIDE), y: random.int(0, height - SIDE), width: SIDE, height: SIDE };
}

/** All of a place labelled by the truth. */
function withPlace({ shape: [, height, width], labels: truth }: TrainingData, labels: Uint8Array, place: Place) {
  const next = labels.slice();
  for (let y = place.y; y < place.y + place.height; y++) {
    const from = (place.z * height + y) * width + place.x;
    next.set(truth.subarray(from, from + place.width), from);
  }
  return next;
}
