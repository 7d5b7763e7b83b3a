import { expect, test } from "vitest";
import { createUploads } from "./uploads.ts";

/** Sending takes 10 ms of a clock that stands still otherwise. */
function slowLine(restMs = 0) {
  let clock = 0;
  const sent: number[] = [];
  const send = (bytes: Uint8Array) => {
    clock += 10;
    sent.push(bytes[0]!);
    return Promise.resolve();
  };
  return { uploads: createUploads(send, { restMs, now: () => clock }), sent, pass: (ms: number) => void (clock += ms) };
}

test("checkpoints take a twentieth of the time; those between are replaced by the next", async () => {
  const { uploads, sent, pass } = slowLine();
  for (let at = 0; at < 40; at++) {
    await uploads.offer(Uint8Array.of(at));
    pass(10);
  }
  // 10 ms on the way, 190 ms without: every twentieth of those that come 10 ms apart.
  expect(sent).toEqual([0, 19, 38]);
});

test("a fast line rests between two of them", async () => {
  const { uploads, sent, pass } = slowLine(500);
  for (let at = 0; at < 40; at++) {
    await uploads.offer(Uint8Array.of(at));
    pass(100);
  }
  // 10 ms on the way, 500 ms without.
  expect(sent).toEqual([0, 5, 10, 15, 20, 25, 30, 35]);
});

test("the last one is sent when a trial is given back, and once", async () => {
  const { uploads, sent } = slowLine();
  for (const at of [1, 2, 3]) await uploads.offer(Uint8Array.of(at));
  await uploads.flush();
  await uploads.flush();
  expect(sent).toEqual([1, 3]);
});
