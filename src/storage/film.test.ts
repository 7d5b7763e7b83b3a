import { deflateSync, strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { FILM_FRAMES, smallFrame, withFrame, type Frame } from "../core/study/film.ts";
import { decodeFilm, encodeFilm } from "./film.ts";

const frame = (step: number, width: number, height: number, z = 3): Frame => ({
  step,
  z,
  width,
  height,
  score: step / 100,
  labels: Uint8Array.from({ length: width * height }, (_, index) => (index % width < width / 2 ? 1 : 2)),
});

describe("a film", () => {
  test("comes back as it was written", () => {
    const film = [frame(25, 64, 32), frame(50, 64, 32)];
    expect(decodeFilm(encodeFilm(film))).toEqual(film);
  });

  test("of version 2, whose frames had a score of one name, comes back too", () => {
    const raw = strToU8(`${JSON.stringify([{ step: 1, z: 3, width: 1, height: 1, meanIou: 0.5 }])}\n\u0001`);
    expect(decodeFilm(deflateSync(raw))).toMatchObject([{ step: 1, score: 0.5, labels: { 0: 1 } }]);
  });

  test("of a large slice is small, in its proportions, with the classes where they were", () => {
    const small = smallFrame(frame(25, 2048, 1024));
    expect([small.width, small.height, small.labels[0], small.labels[255]]).toEqual([256, 128, 1, 2]);
    expect(encodeFilm([small]).length).toBeLessThan(2000);
    expect(smallFrame(frame(1, 200, 100)).width).toBe(200);
  });

  test("keeps the newest frames of one slice, each step once", () => {
    const film = [1, 2, 3, 4, 5, 6, 7, 7].reduce<readonly Frame[]>(
      (held, step) => withFrame(held, frame(step, 4, 4)),
      [],
    );
    expect(film.map(({ step }) => step)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(film).toHaveLength(FILM_FRAMES);
    expect(withFrame(film, frame(8, 4, 4, 5))).toHaveLength(1);
  });

  test.each([
    ["nothing", null],
    ["noise", Uint8Array.from([1, 2, 3, 4])],
    ["a cut file", encodeFilm([frame(1, 64, 64)]).slice(0, 20)],
    [
      "frames larger than any",
      deflateSync(strToU8(`${JSON.stringify([{ ...frame(1, 1, 1), width: 5000, height: 5000 }])}\n`)),
    ],
    ["a file that unpacks to far too much", deflateSync(new Uint8Array(50_000_000))],
  ])("that is %s has no frames", (_, bytes) => {
    expect(decodeFilm(bytes)).toEqual([]);
  });
});
