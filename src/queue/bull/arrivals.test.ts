import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { createStopper } from "../../core/run/signal.ts";
import { createArrivals } from "./arrivals.ts";

const LATE_MS = 60_000;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Names of those that were woken, in their order. */
function waiters(checkMs = LATE_MS) {
  const events = new EventEmitter();
  const arrivals = createArrivals(events, checkMs);
  const woken: string[] = [];
  const wait = (name: string, seen = arrivals.count(), until = createStopper().signal) =>
    void arrivals.after(seen, until).then(() => woken.push(name));
  return { events, arrivals, woken, wait };
}

test("one sign wakes one who waits, the first first", async () => {
  const { events, woken, wait } = waiters();
  for (const name of ["one", "two", "three"]) wait(name);
  events.emit("waiting");
  await settled();
  expect(woken).toEqual(["one"]);
  events.emit("waiting");
  await settled();
  expect(woken).toEqual(["one", "two"]);
});

test("a sign that came while somebody asked is not slept through", async () => {
  const { events, arrivals, woken, wait } = waiters();
  const seen = arrivals.count();
  events.emit("waiting");
  wait("asked meanwhile", seen);
  await settled();
  expect(woken).toEqual(["asked meanwhile"]);
});

test("whoever no longer waits takes no sign, or hands it on", async () => {
  const { events, arrivals, woken, wait } = waiters();
  const leaving = createStopper();
  wait("leaves", 0, leaving.signal);
  wait("stays", 0);
  wait("waits behind", 0);
  leaving.stop("enough");
  await settled();
  events.emit("waiting");
  await settled();
  expect(woken).toEqual(["leaves", "stays"]);
  arrivals.passOn();
  await settled();
  expect(woken).toEqual(["leaves", "stays", "waits behind"]);
});

test("without any sign all look now and then", async () => {
  const { woken, wait } = waiters(5);
  for (const name of ["one", "two"]) wait(name);
  await expect.poll(() => woken).toEqual(["one", "two"]);
});
