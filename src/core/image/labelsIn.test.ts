import { expect, test } from "vitest";
import { UNLABELLED } from "./labelMap.ts";
import { labelsIn } from "./labelsIn.ts";

const classes = [
  { name: "background", color: "none", values: [0] },
  { name: "vesicle", color: "#112233", values: [128, 130] },
  { name: "membrane", color: "#445566", values: [255] },
];
const mask = (...data: number[]) => ({ volume: { data: Uint16Array.from(data) }, isColor: false });

test("a mask's numbers are those of the labels, else indices", () => {
  expect([...labelsIn(mask(255, 0, 130, 128), classes)]).toEqual([2, 0, 1, 1]);
  expect([...labelsIn(mask(2, 0, 1), classes)]).toEqual([2, 0, 1]);
});

test("its own class table comes first, by values and else by names", () => {
  const table = [
    { value: 0, name: "membrane", color: "none", values: [255] },
    { value: 1, name: "vesicle", color: "none" },
  ];
  expect([...labelsIn({ ...mask(0, 1), maskClasses: table }, classes)]).toEqual([2, 1]);
  const strange = [{ value: 0, name: "axon", color: "none" }];
  expect([...labelsIn({ ...mask(0, 255), maskClasses: strange }, classes)]).toEqual([0, 2]);
});

test("what nobody annotated stays open: 255 beside class numbers, and what the caller names", () => {
  expect([...labelsIn(mask(0, 1, 255), classes)]).toEqual([0, 1, UNLABELLED]);
  expect([...labelsIn(mask(0, 7, 1), classes, { unlabelled: [7] })]).toEqual([0, UNLABELLED, 1]);
});

test("numbers that no reading knows are refused with both lists", () => {
  expect(() => labelsIn(mask(0, 7), classes, { name: "mended.tif" })).toThrow(
    /^mended\.tif has the values 0, 7; the study's classes are background \(0\), vesicle \(128 or 130\), membrane \(255\)/,
  );
});
