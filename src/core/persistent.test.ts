import fc from "fast-check";
import { expect, test } from "vitest";
import { PersistentIndex, PersistentList } from "./persistent.ts";

test("a list is an array of which every version stays as it is", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.integer()), { maxLength: 200 }), (steps) => {
      let [list, array] = [PersistentList.empty<number>(), [] as number[]];
      const versions: (readonly [PersistentList<number>, readonly number[]])[] = [];
      for (const [place, value] of steps) {
        const at = place % (array.length + 1);
        list = list.set(at, value);
        array = at === array.length ? [...array, value] : array.with(at, value);
        versions.push([list, array]);
      }
      for (const [held, expected] of versions) expect([...held]).toEqual(expected);
    }),
  );
});

test("it grows past every height of its tree", () => {
  let list = PersistentList.empty<number>();
  for (let at = 0; at < 33_000; at++) list = list.push(at);
  expect([
    list.size,
    list.get(0),
    list.get(31),
    list.get(32),
    list.get(1023),
    list.get(1024),
    list.get(32_768),
  ]).toEqual([33_000, 0, 31, 32, 1023, 1024, 32_768]);
  expect(list.slice(32_998)).toEqual([32_998, 32_999]);
  expect([list.get(-1), list.get(33_000)]).toEqual([undefined, undefined]);
  expect(() => list.set(33_001, 1)).toThrow(RangeError);
});

test("an index holds what a map of lists holds", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat())), (entries) => {
      const before = PersistentIndex.empty();
      const after = entries.reduce((index, [key, value]) => index.add(key, value), before);
      for (const [key] of entries) {
        expect(after.get(key)).toEqual(entries.filter(([other]) => other === key).map(([, value]) => value));
        expect(before.get(key)).toEqual([]);
      }
    }),
  );
});

test("keys that share a bucket stay apart: of ten thousand in a million buckets some fifty do", () => {
  const keys = Array.from({ length: 10_000 }, (_, number) => `key ${number}`);
  const index = keys.reduce((held, key, number) => held.add(key, number), PersistentIndex.empty());
  expect(keys.map((key) => index.get(key))).toEqual(keys.map((_, number) => [number]));
});
