import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNLABELLED } from "../labelMap.ts";
import type { Shape3 } from "../volume.ts";
import { applyPaintEvent, beginHistory, MOST_UNDO, revisionOf, type PaintEvent, type PaintHistory } from "./history.ts";
import { boxOf, editOf, type LabelEdit, type LabelVolume } from "./labelEdit.ts";
import { fromRuns, toRuns } from "./runs.ts";

const SHAPE: Shape3 = [3, 5, 7];
const bare = (): LabelVolume => ({ shape: SHAPE, data: new Uint8Array(3 * 5 * 7).fill(UNLABELLED) });

const anyRange = (extent: number) =>
  fc
    .tuple(fc.nat(extent - 1), fc.nat(extent - 1))
    .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) + 1 }));
const anyStroke = fc.record({
  box: fc.record({ z: anyRange(3), y: anyRange(5), x: anyRange(7) }),
  value: fc.constantFrom(0, 1, 2, UNLABELLED),
  every: fc.integer({ min: 1, max: 3 }),
});

/** Some voxels of a box with one value. */
function edited(
  labels: LabelVolume,
  { box, value, every }: typeof anyStroke extends fc.Arbitrary<infer S> ? S : never,
) {
  const after = boxOf(labels, box).map((label, at) => (at % every === 0 ? value : label));
  return editOf(labels, { tool: "brush", plane: "xy", index: 0, value }, box, after);
}

const anyStep = fc.oneof(
  { weight: 3, arbitrary: anyStroke },
  fc.constant({ type: "undone" as const }),
  fc.constant({ type: "redone" as const }),
);

function played(labels: LabelVolume, steps: readonly (typeof anyStep extends fc.Arbitrary<infer S> ? S : never)[]) {
  let history = beginHistory("base");
  const events: PaintEvent[] = [];
  for (const step of steps) {
    const edit = "type" in step ? null : edited(labels, step);
    const event: PaintEvent | null = "type" in step ? step : edit && { type: "painted", edit };
    if (!event) continue;
    events.push(event);
    history = applyPaintEvent(labels, history, event);
  }
  return { history, events };
}

const repeated = (labels: LabelVolume, history: PaintHistory, type: "undone" | "redone"): PaintHistory => {
  const more = type === "undone" ? history.done.length : history.undone.length;
  return more === 0 ? history : repeated(labels, applyPaintEvent(labels, history, { type }), type);
};

describe("what was done to labels", () => {
  test("run lengths give the values again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 3 }), (values) => {
        expect(fromRuns(toRuns(values), values.length)).toEqual(values);
      }),
    );
    expect(toRuns([4, 4, 4, 255, 1])).toEqual([4, 3, 255, 1, 1, 1]);
  });

  test("taking back whatever was done gives the labels from before, doing it again those from after", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const labels = bare();
        const { history } = played(labels, steps);
        const redone = repeated(labels, history, "redone");
        const [after, revision] = [labels.data.slice(), revisionOf(redone)];
        const undone = repeated(labels, redone, "undone");
        expect([labels.data, revisionOf(undone)]).toEqual([bare().data, "base"]);
        expect(revisionOf(repeated(labels, undone, "redone"))).toBe(revision);
        expect(labels.data).toEqual(after);
      }),
    );
  });

  test("the log, read as JSON, gives labels and history again", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const labels = bare();
        const { history, events } = played(labels, steps);
        const again = bare();
        const read = JSON.parse(JSON.stringify(events)) as readonly PaintEvent[];
        const replayed = read.reduce((so, event) => applyPaintEvent(again, so, event), beginHistory("base"));
        expect(again.data).toEqual(labels.data);
        expect(replayed).toEqual(history);
      }),
    );
  });

  test("of very many edits the newest can be taken back", () => {
    const labels = bare();
    let history = beginHistory("base");
    const box = { z: { from: 0, to: 1 }, y: { from: 0, to: 1 }, x: { from: 0, to: 1 } };
    for (let step = 0; step < MOST_UNDO + 5; step++)
      history = applyPaintEvent(labels, history, {
        type: "painted",
        edit: edited(labels, { box, value: step % 2 === 0 ? 0 : 1, every: 1 })!,
      });
    expect(history.done).toHaveLength(MOST_UNDO);
    const undone = repeated(labels, history, "undone");
    expect(labels.data[0]).toBe(0);
    expect(revisionOf(undone)).toBe(history.base);
  });

  test("an edit that changes nothing is none", () => {
    const box = { z: { from: 0, to: 3 }, y: { from: 0, to: 5 }, x: { from: 0, to: 7 } };
    expect(edited(bare(), { box, value: UNLABELLED, every: 1 })).toBeNull();
  });

  test("an edit of other labels is refused and changes nothing", () => {
    const labels = bare();
    const box = { z: { from: 0, to: 1 }, y: { from: 1, to: 2 }, x: { from: 0, to: 7 } };
    const edit: LabelEdit = edited(labels, { box, value: 1, every: 1 })!;
    labels.data[9] = 2;
    const before = labels.data.slice();
    const refused = (other: LabelEdit) => () =>
      applyPaintEvent(labels, beginHistory("base"), { type: "painted", edit: other });
    expect(refused(edit)).toThrow("does not fit the labels");
    expect(refused({ ...edit, box: { ...box, x: { from: 0, to: 8 } } })).toThrow("beyond the stack of 3 × 5 × 7");
    expect(refused({ ...edit, after: [1, 6] })).toThrow("do not add up to the 7 voxels");
    expect(labels.data).toEqual(before);
  });
});
