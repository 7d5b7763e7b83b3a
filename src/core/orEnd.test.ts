import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { orEnd } from "./orEnd.ts";

const never = new Promise<never>(() => undefined);

test("work that ends gives its result, and an end before it its error", async () => {
  expect(await orEnd(Promise.resolve(3), never)).toBe(3);
  await expect(orEnd(never, Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  await expect(orEnd(Promise.reject(new Error("failed")), never)).rejects.toThrow("failed");
});

test("a result is not held by a promise that outlives it", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const held = await (async () => new WeakRef(await orEnd(Promise.resolve({ large: true }), never)))();
  // What a weak reference gave in one turn lives until the next.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
  expect(held.deref()).toBeUndefined();
});
