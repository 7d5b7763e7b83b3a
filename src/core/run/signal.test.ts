import { expect, test } from "vitest";
import { createStopper } from "./signal.ts";

test("a stopper stops with its parent, and for the first reason", () => {
  const parent = createStopper();
  const child = createStopper(parent.signal);
  const heard: unknown[] = [];
  child.signal.addEventListener("abort", () => heard.push(child.signal.reason));
  parent.stop("Ctrl-C");
  child.stop("later");
  expect(heard).toEqual(["Ctrl-C"]);
  expect(createStopper(parent.signal).signal.reason).toBe("Ctrl-C");
});

test("a parent forgets those that leave or have stopped", () => {
  const kept = new Set<() => void>();
  const parent = {
    aborted: false,
    addEventListener: (_: "abort", listener: () => void) => void kept.add(listener),
    removeEventListener: (_: "abort", listener: () => void) => void kept.delete(listener),
  };
  for (let count = 0; count < 100; count++) {
    const stopper = createStopper(parent);
    if (count % 2 === 0) stopper.stop("cancelled");
    stopper.leave();
  }
  expect(kept.size).toBe(0);
});
