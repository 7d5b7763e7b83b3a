import { describe, expect, test } from "vitest";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { applyEvent } from "../core/study/study.ts";
import { newStudy, toySpec } from "../testing/toyStudy.ts";
import { asked, ended } from "../testing/trialEvents.ts";
import { MOST_TILES, pictured, tilesOf, withLastFrames, wrongPixels } from "./contactSheet.ts";

const frame = (trial: number, step: number, side = 2) => ({
  ...{ trial, step, z: 4, width: side, height: side, score: 0.5 },
  labels: new Uint8Array(side * side),
});

describe("what trials saw last", () => {
  test("is the frame of the latest step, small, whichever came first", () => {
    const frames = withLastFrames(new Map(), [frame(0, 50, 1024), frame(0, 25), frame(1, 25)]);
    expect([...frames.values()].map(({ trial, step, width }) => [trial, step, width])).toEqual([
      [0, 50, 256],
      [1, 25, 2],
    ]);
    expect(withLastFrames(frames, [frame(1, 50)]).get(1)?.step).toBe(50);
  });

  test("is kept of two sheets of trials", () => {
    const many = Array.from({ length: 100 }, (_, trial) => frame(trial, 1));
    const kept = [...withLastFrames(new Map(), many).keys()];
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([2 * MOST_TILES, 100 - 2 * MOST_TILES, 99]);
  });
});

test("tiles come best first; a running trial has one before its picture, one that ended without a picture has none", () => {
  const study = [...[asked(0), ended(0, 0.4), asked(1), ended(1, 0.9), asked(2), ended(2, 0.6), asked(3)]].reduce(
    applyEvent,
    newStudy(toySpec()),
  );
  const shown = { spec: study.spec, trials: study.trials.filter(() => true) };
  // Trials of this log ended without a curve: only what trains is expected to show something.
  expect(pictured(shown).map(({ id }) => id)).toEqual([3]);
  const trials = [1, 2, 0, 3].map((id) => study.trials.at(id)!);
  const tiles = tilesOf(trials, withLastFrames(new Map(), [frame(1, 50), frame(0, 50)]));
  expect(tiles.map(({ trial, frame: seen }) => [trial.id, seen?.step])).toEqual([
    [1, 50],
    [0, 50],
    [3, undefined],
  ]);
});

test("wrong pixels are those that differ from the truth, of those that it knows, at the size of the picture", () => {
  const truth = { width: 4, height: 1, labels: Uint8Array.of(0, 0, UNLABELLED, UNLABELLED) };
  const picture = { width: 2, height: 2, labels: Uint8Array.of(0, 1, 2, 1) };
  expect(
    wrongPixels(picture, { ...truth, height: 2, labels: Uint8Array.of(0, 0, 9, 9, 1, 1, UNLABELLED, UNLABELLED) }),
  ).toEqual({
    labels: Uint8Array.of(0, 1, 1, UNLABELLED),
    share: 2 / 3,
  });
});
