import { expect, test } from "vitest";
import meanIou from "../../catalog/metrics/meanIou.ts";
import { asked, ended } from "../../testing/trialEvents.ts";
import { toySpec } from "../../testing/toyStudy.ts";
import { foldEvents } from "../study/fold.ts";
import { countText, figureCaption } from "./figureCaption.ts";

const spec = toySpec({ trials: 2 });
const task = { ...spec.task, datasetName: "platelets", voxelSizeNm: [40, 10, 10] as const };
const network = { kind: "network" as const, network: { id: "unet", options: {} } };
const cost = { parameters: 213_700, multiplyAdds: 1, trainingBytes: 1 };
const studyOf = (voxelSizeNm: readonly [number, number, number] | null) =>
  foldEvents([
    { type: "studyCreated", spec: { ...spec, name: "First search", task: { ...task, voxelSizeNm } } },
    asked(0, { label: "U-Net", architecture: network, cost: { ...cost, parameters: 483_000 } }),
    ended(0, 0.642),
    asked(1, { cost }),
    ended(1, 0.687),
    asked(2, { cost }),
    ended(2, 0.6),
  ])!;

test("a caption names voxels, slice and part, and of each network its size, steps and trainings", () => {
  const study = studyOf([40, 10, 10]);
  const [unet, best] = [0, 1].map((id) => study.trials.at(id));
  const caption = figureCaption(study, {
    ...{ slice: task.split.validation.from, metric: meanIou, scoresOf: "slice" as const },
    panels: [
      { letter: "A", title: "Image", trials: [] },
      { letter: "B", title: "Trial 1", trials: [best!] },
      { letter: "C", title: "U-Net", trials: [unet!] },
    ],
    points: [
      { id: 1, note: "gap between two granules" },
      { id: 2, note: "" },
    ],
  }).replaceAll("\u00A0", " ");
  const { train, validation, test: held } = task.split;
  const counts = [train, validation, held].map(({ from, to }) => to - from);
  expect(caption).toContain(
    `First search. platelets, 40 × 10 × 10 nm voxels, slice ${validation.from} (validation; ${counts[0]} slices trained, ${counts[1]} validated, ${counts[2]} held for test).`,
  );
  expect(caption).toMatch(/A Image\. B Trial 1, 214 k parameters(, \d+ steps, n = 1)?\. C U-Net, 483 k parameters/);
  expect(caption).toContain("Scores are of this slice.");
  expect(caption).toContain("is 0.687 (B), 0.642 (C); difference 0.045 (no interval, n = 1 and 1).");
  expect(caption).toMatch(/1: gap between two granules\.$/);
});

test("a network in several panels, or behind a curtain, is described and scored once", () => {
  const study = studyOf([40, 10, 10]);
  const [unet, best] = [study.trials.at(0)!, study.trials.at(1)!];
  const caption = figureCaption(study, {
    ...{ slice: task.split.validation.from, metric: meanIou, scoresOf: null, points: [] },
    panels: ["A", "B"].map((letter) => ({ letter, title: "Curtain", trials: [best, unet] })),
  }).replaceAll("\u00A0", " ");
  expect(caption.match(/483 k parameters/g)).toHaveLength(1);
  expect(caption).toMatch(/ B Curtain\. /);
  expect(caption).toContain("is 0.687 (Trial 2 in A, B), 0.642 (U-Net in A, B); difference 0.045");
});

test("a caption says that the size of the voxels is unknown", () => {
  const figure = { slice: 0, metric: meanIou, scoresOf: null, panels: [], points: [] };
  expect(figureCaption(studyOf(null), figure)).toContain("voxels of unknown size");
});

test("counts of parameters are read at a glance", () => {
  expect([950, 25_447, 1_322_000].map(countText)).toEqual(["950", "25.4\u00A0k", "1.32\u00A0M"]);
});
