import { expect, test } from "vitest";
import { followOthers } from "./followOthers.ts";

/** Locks of other tabs that change by hand, and a clock that ticks by hand. */
function otherTabs() {
  const held = new Map<string, "open" | "running">([["a", "open"]]);
  const acts = new Set<() => void>();
  let changes = 0;
  const follow = followOthers(
    {
      locks: { elsewhere: () => Promise.resolve(new Map(held)) },
      clock: {
        every(_, act) {
          acts.add(act);
          return () => acts.delete(act);
        },
      },
    },
    () => changes++,
  );
  const tick = async () => {
    acts.forEach((act) => act());
    await Promise.resolve();
    await Promise.resolve();
  };
  return { held, follow, tick, isFollowing: () => acts.size > 0, changes: () => changes };
}

test("a study that its tab lets go of is told of once, whatever was said by that tab", async () => {
  const { held, follow, tick, changes, isFollowing } = otherTabs();
  follow([
    { id: "a", state: "openElsewhere" },
    { id: "b", state: "done" },
  ]);
  await tick();
  expect(changes()).toBe(0);
  held.delete("a");
  await tick();
  await tick();
  expect([changes(), isFollowing()]).toEqual([1, false]);
});

test("so is one that begins to run there; the latest list is followed alone, and one without such studies not at all", async () => {
  const { held, follow, tick, changes, isFollowing } = otherTabs();
  follow([{ id: "a", state: "runsElsewhere" }]);
  follow([{ id: "a", state: "openElsewhere" }]);
  await tick();
  expect(changes()).toBe(0);
  held.set("a", "running");
  await tick();
  expect(changes()).toBe(1);
  follow([{ id: "a", state: "interrupted" }]);
  expect(isFollowing()).toBe(false);
});
