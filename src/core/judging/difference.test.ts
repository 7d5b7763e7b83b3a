import fc from "fast-check";
import { expect, test } from "vitest";
import meanIou from "../../catalog/metrics/meanIou.ts";
import { createRandom, type Random } from "../random.ts";
import { meanOf } from "../statistics.ts";
import type { Evaluation } from "../study/trial.ts";
import { scoreInterval, scoreOf } from "./blockBootstrap.ts";
import { differenceOf } from "./difference.ts";
import { FEWEST_TRAININGS } from "./verdict/told.ts";
import { shownBy, trainingsToTell } from "./verdict/verdict.ts";

const VOXELS = 1000;

/** Blocks of one training: each with a share of foreground, and a chance to be right that the place and the training both shift. */
function blocksOf(places: readonly number[], skill: number, random: Random): readonly (readonly number[])[] {
  return places.map((place) => {
    const right = Math.min(0.99, Math.max(0.01, 0.8 + skill + place + 0.02 * random.normal()));
    const hits = [Math.round(0.7 * VOXELS * right), Math.round(0.3 * VOXELS * right)] as const;
    return [hits[0], 0.7 * VOXELS - hits[0], 0.3 * VOXELS - hits[1], hits[1]];
  });
}
const placesOf = (random: Random, count = 16) => Array.from({ length: count }, () => 0.06 * random.normal());
const evaluationOf = (blocks: readonly (readonly number[])[]): Evaluation => ({
  step: 1,
  confusion: [],
  blocks,
  scores: { values: { meanIou: scoreOf(blocks, meanIou) }, perClass: {} },
});
const scoreIn = ({ scores }: Evaluation) => scores.values.meanIou!;

test("an interval over blocks holds the true score in 93 to 97 of 100 cases", () => {
  const all = createRandom("truth");
  const truth = scoreOf(blocksOf(placesOf(all, 40_000), 0, all), meanIou)!;
  for (const count of [8, 24]) {
    const held = Array.from({ length: 600 }, (_, seed) => {
      const random = createRandom("coverage", count, seed);
      const { low, high } = scoreInterval(evaluationOf(blocksOf(placesOf(random, count), 0, random)), meanIou)!;
      return low <= truth && truth <= high ? 1 : 0;
    });
    expect(meanOf(held)).toBeGreaterThanOrEqual(0.93);
    expect(meanOf(held)).toBeLessThanOrEqual(0.97);
  }
});

test("an interval lies within the metric's range, around the score; of two blocks there is none", () => {
  const perfect = evaluationOf([1, 2, 3].map(() => [700, 0, 0, 300]));
  expect(scoreInterval(perfect, meanIou)).toEqual({ low: 1, high: 1, blocks: 3 });
  expect(scoreInterval({ ...perfect, blocks: perfect.blocks!.slice(1) }, meanIou)).toBeNull();
  expect(scoreInterval({ ...perfect, blocks: [] }, meanIou)).toBeNull();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandom(seed);
      const found = evaluationOf(blocksOf(placesOf(random), 0, random));
      const { low, high } = scoreInterval(found, meanIou)!;
      expect(low).toBeLessThan(scoreIn(found));
      expect(high).toBeGreaterThan(scoreIn(found));
      expect([low >= 0, high <= 1]).toEqual([true, true]);
    }),
    { numRuns: 20 },
  );
});

/** Trainings of one network: each has its own luck, all see the same places. */
function trainingsOf(count: number, skill: number, places: readonly number[], random: Random): readonly Evaluation[] {
  return Array.from({ length: count }, () => evaluationOf(blocksOf(places, skill + 0.015 * random.normal(), random)));
}

test("of 1000 searches of 20 equal candidates at most 5 in 100 call one better", () => {
  const better = Array.from({ length: 1000 }, (_, seed) => {
    const random = createRandom("null", seed);
    const places = placesOf(random, 8);
    const candidates = trainingsOf(20, 0, places, random);
    const baseline = trainingsOf(FEWEST_TRAININGS, 0, places, random);
    const best = candidates.reduce((a, b) => (scoreIn(b) > scoreIn(a) ? b : a));
    // One training each tells nothing, however far ahead the luckiest is.
    if (seed < 50) expect(shownBy(differenceOf([best], baseline.slice(0, 1), meanIou, 20))).toBe("cannotTell");
    const again = trainingsOf(FEWEST_TRAININGS, 0, places, random);
    return shownBy(differenceOf(again, baseline, meanIou)) === "better" ? 1 : 0;
  });
  expect(meanOf(better)).toBeLessThanOrEqual(0.05);
});

test("what is better is found to be, and the other way about", () => {
  const random = createRandom("effect");
  const places = placesOf(random);
  const [good, plain] = [0.08, 0].map((skill) => trainingsOf(4, skill, places, random)) as [Evaluation[], Evaluation[]];
  const found = differenceOf(good, plain, meanIou);
  expect([found.trainings, found.blocks]).toEqual([[4, 4], 16]);
  expect(found.mean).toBeGreaterThan(0.05);
  expect(found.p).toBeLessThan(0.001);
  expect(shownBy(found)).toBe("better");
  const other = differenceOf(plain, good, meanIou);
  expect(other.mean).toBeCloseTo(-found.mean, 12);
  expect(other.interval!.low).toBeCloseTo(-found.interval!.high, 12);
  expect(shownBy(other)).toBe("worse");
  expect(shownBy(differenceOf(good, good.toReversed(), meanIou))).toBe("cannotTell");
});

test("pairs over blocks tell more than each network by itself; more that were tried, less", () => {
  const random = createRandom("pairs");
  const places = placesOf(random);
  const [one, other] = [0.02, 0].map((skill) => evaluationOf(blocksOf(places, skill, random))) as [
    Evaluation,
    Evaluation,
  ];
  const width = (tried: number) => {
    const { low, high } = differenceOf([one], [other], meanIou, tried).interval!;
    return high - low;
  };
  const alone = scoreInterval(one, meanIou)!;
  expect(width(1)).toBeLessThan(0.7 * (alone.high - alone.low));
  expect(width(20)).toBeGreaterThan(1.3 * width(1));
});

test("without blocks in common a difference rests on trainings alone, of one each on nothing", () => {
  const scored = (values: readonly number[]): Evaluation[] =>
    values.map((value) => ({ step: 1, confusion: [], scores: { values: { meanIou: value }, perClass: {} } }));
  const { mean, ...rest } = differenceOf(scored([0.7]), scored([0.6]), meanIou);
  expect(mean).toBeCloseTo(0.1, 12);
  expect(rest).toEqual({ interval: null, trainings: [1, 1], blocks: 0, p: null, luck: null, blockError: null });
  // Two deviations of 0.01, three trainings each: four degrees of freedom, 2.776 · 0.01 · √(2 / 3).
  const { interval } = differenceOf(scored([0.79, 0.8, 0.81]), scored([0.69, 0.7, 0.71]), meanIou);
  expect(interval!.low).toBeCloseTo(0.1 - 2.7764451 * 0.01 * Math.sqrt(2 / 3), 7);
});

test("trainings that would tell: three each at first, then by how much they differ", () => {
  const found = { mean: 0.02, interval: null, blocks: 16, p: null };
  expect(trainingsToTell({ ...found, trainings: [1, 1], luck: null, blockError: 0.001 })).toBe(4);
  // 2 · 7.84 · 0.02² / 0.02² = 16 each.
  expect(trainingsToTell({ ...found, trainings: [3, 3], luck: 0.02, blockError: 0 })).toBe(26);
  expect(trainingsToTell({ ...found, trainings: [3, 3], luck: 0.02, blockError: 0.01 })).toBeNull();
});
