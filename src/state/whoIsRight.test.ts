import { expect, test } from "vitest";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { whoIsRight } from "./whoIsRight.ts";

const picture = (...labels: number[]) => ({ width: labels.length, height: 1, labels: Uint8Array.from(labels) });

test("who is right is told pixel by pixel, of what is labelled", () => {
  const truth = picture(0, 1, 1, 2, UNLABELLED);
  expect(whoIsRight(picture(0, 1, 0, 0, 0), picture(0, 0, 1, 1, 1), truth)).toEqual({
    labels: Uint8Array.of(0, 1, 2, 0, UNLABELLED),
    onlyFirst: 0.25,
    onlySecond: 0.25,
  });
});
