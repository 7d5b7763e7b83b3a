import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryEvents, logged } from "../../testing/arbitraryEvents.ts";
import { parseEvent, type StudyEvent } from "./events.ts";

test.each(Object.entries(arbitraryEvents) as [StudyEvent["type"], fc.Arbitrary<StudyEvent>][])(
  "an event %s goes through JSON and its check and back unchanged",
  (_, arbitrary) => {
    fc.assert(
      fc.property(logged(arbitrary), (event) => {
        expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
      }),
    );
  },
);

test.each(Object.entries(arbitraryEvents) as [StudyEvent["type"], fc.Arbitrary<StudyEvent>][])(
  "an event %s with a field that nobody knows, or without its time, is refused",
  (_, arbitrary) => {
    const event = fc.sample(logged(arbitrary), { numRuns: 1, seed: 1 })[0]!;
    expect(() => parseEvent({ ...event, surprise: 1 })).toThrow("surprise");
    expect(() => parseEvent({ ...event, at: undefined })).toThrow("at:");
  },
);
