import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom, hash128, shortHash, type Random } from "./random.ts";
import { meanOf, varianceOf } from "./statistics.ts";

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.float());
const path = fc.array(fc.oneof(fc.nat(1000), fc.stringMatching(/^[a-z]{1,8}$/)), { minLength: 1, maxLength: 4 });

test("the same path under the same seed is the same stream, however much was drawn before it", () => {
  fc.assert(
    fc.property(fc.integer(), path, fc.nat(20), (seed, steps, before) => {
      const root = createRandom(seed);
      draws(root, before);
      expect(draws(root.fork(...steps), 5)).toEqual(draws(createRandom(seed, ...steps), 5));
      const [first, ...rest] = steps;
      expect(
        draws(
          createRandom(seed)
            .fork(first!)
            .fork(...rest),
          5,
        ),
      ).toEqual(draws(createRandom(seed, ...steps), 5));
    }),
  );
});

test("streams of other paths and seeds have nothing in common", () => {
  const streams = [
    createRandom(1),
    createRandom(2),
    createRandom(1, "a"),
    createRandom(1, "b"),
    createRandom(1, "a", 0),
  ];
  const all = streams.flatMap((stream) => draws(stream, 200));
  expect(new Set(all).size).toBe(1000);
});

test("uniform deviates have the mean and deviation of a uniform distribution, within five standard errors", () => {
  const values = draws(createRandom(7), 20_000);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(Math.abs(meanOf(values) - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(20_000));
  expect(Math.sqrt(varianceOf(values))).toBeCloseTo(Math.sqrt(1 / 12), 2);
});

test("normal deviates have mean 0 and deviation 1, and are all finite", () => {
  const random = createRandom(8);
  const values = Array.from({ length: 20_000 }, () => random.normal());
  expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.abs(meanOf(values))).toBeLessThan(5 / Math.sqrt(20_000));
  expect(Math.sqrt(varianceOf(values))).toBeCloseTo(1, 1);
  expect(values.filter((value) => Math.abs(value) > 1.96).length / 20_000).toBeCloseTo(0.05, 2);
});

test("whole numbers take both ends of their range, and every one about as often", () => {
  const random = createRandom(9);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 6000; draw++) {
    const value = random.int(-1, 4);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2, 3, 4]);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("a range and a list are drawn from as they say", () => {
  const random = createRandom(10);
  for (let draw = 0; draw < 500; draw++) {
    const value = random.between(-3, -2);
    expect(value >= -3 && value < -2).toBe(true);
    expect(["a", "b"]).toContain(random.pick(["a", "b"]));
  }
  expect(random.pick(["only"])).toBe("only");
});

test("a name is 16 hexadecimal digits, and changes with every letter", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(shortHash(one)).toMatch(/^[0-9a-f]{16}$/);
      expect(shortHash(one) === shortHash(other)).toBe(one === other);
      expect(hash128(one).every(Number.isInteger)).toBe(true);
    }),
  );
});
