import { expect, test } from "vitest";
import { withChange } from "../../core/study/change.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { plainStudy } from "../../testing/plainStudy.ts";
import { newStudy, toySpec } from "../../testing/toyStudy.ts";
import { asked, ended } from "../../testing/trialEvents.ts";
import { createTelling, type Follower } from "./telling.ts";

const renamed = (name: string) => ({ type: "renamed", name, at: 0 }) as const;
/** Nothing happens by itself. */
const stopped = { after: () => () => undefined, every: () => () => undefined };

test("a follower who could not take one change in is told the next, after it", async () => {
  let seen: Study | null = null;
  let fails = false;
  const follower: Follower = {
    async study(change) {
      await Promise.resolve();
      if (fails) throw new Error("not now");
      seen = withChange(seen, structuredClone(change));
    },
    deviceLost: () => undefined,
  };
  const telling = createTelling(() => follower, stopped);
  telling.replace(newStudy(toySpec()));
  await telling.tellAll();
  fails = true;
  telling.took([renamed("one")]);
  await expect(telling.tellAll()).rejects.toThrow("not now");
  fails = false;
  telling.took([renamed("two")]);
  await telling.tellAll();
  const expected = [renamed("one"), renamed("two")].reduce<Study>(
    (study, event) => applyEvent(study, event),
    newStudy(toySpec()),
  );
  expect(plainStudy(seen)).toEqual(plainStudy(expected));
});

test("who hears of a study while its log is read is told at the end only what is left", async () => {
  let seen: Study | null = null;
  let parts = 0;
  const follower: Follower = {
    study(change) {
      parts++;
      seen = withChange(seen, structuredClone(change));
    },
    deviceLost: () => undefined,
  };
  const telling = createTelling(() => follower, stopped);
  await telling.tellRest();
  expect(parts).toBe(0);
  const events = [asked(0), asked(1), ended(0, 0.5)];
  let study = newStudy(toySpec());
  for (const event of events) {
    study = applyEvent(study, event);
    telling.replace(study);
    await telling.tellRest();
  }
  await telling.tellRest();
  expect(parts).toBe(events.length);
  expect(plainStudy(seen)).toEqual(plainStudy(study));
});
