import { checkClasses } from "../../core/image/checkClasses.ts";
import { countClasses, UNLABELLED, type LabelMap, type LabelMapping } from "../../core/image/labelMap.ts";
import { countNonFinite } from "../../core/image/nonFinite.ts";
import { pairKey, pairWarning } from "../../core/image/series.ts";
import { shapeText } from "../../core/image/volume.ts";
import type { Split } from "../../core/image/dataset.ts";
import type { DataNotice } from "../studioApi.ts";
import type { OpenStack } from "./openData.ts";
import { toErrorRecord } from "../../core/errors.ts";
import { checkSameSubjects, joinedStack } from "../../core/image/subjects.ts";

/** Below this share of the pixels a class is easily ignored by a network. */
const RARE = 0.005;

interface OpenPair {
  readonly image: OpenStack | null;
  readonly labels: OpenStack | null;
  readonly mapping: LabelMapping | null;
  readonly labelMap: LabelMap | null;
  readonly split: Split | null;
  readonly isPainted: boolean;
}

/** What is said of values in a file, and not of labels that were painted. */
const OF_FILES: readonly DataNotice["kind"][] = ["takenAsUnlabelled", "zeroIsBackground"];

/** What a user should know of the open data before searching, most pressing first. */
export function noticesOf(open: OpenPair): readonly DataNotice[] {
  const notices = [
    notFinite(open),
    subjectsDiffer(open) ?? sizesDiffer(open),
    namesDiffer(open) ?? slicesDiffer(open),
    lossyLabels(open),
    ...classFindings(open),
    rareClasses(open),
    zeroIsBackground(open),
    ...fileWarnings(open),
  ].filter((notice) => notice !== null);
  return open.isPainted ? notices.filter(({ kind }) => !OF_FILES.includes(kind)) : notices;
}

function sizesDiffer({ image, labels }: OpenPair): DataNotice | null {
  if (!image || !labels) return null;
  const [a, b] = [image.decoded.volume.shape, labels.decoded.volume.shape];
  if (a.join() === b.join()) return null;
  const isSamePlane = a[1] === b[1] && a[2] === b[2];
  const shorter = Math.min(a[0], b[0]);
  return {
    kind: "sizesDiffer",
    severity: "error",
    title: "The sizes differ.",
    text: isSamePlane
      ? `Labels have ${b[0]} slices, the image has ${a[0]}. Labels must match the image voxel by voxel.`
      : `Labels are ${shapeText(b)}, the image is ${shapeText(a)}. Labels must match the image voxel by voxel.`,
    actions: [
      ...(isSamePlane ? [{ id: "useCommonSlices" as const, label: `Use slices 0 to ${shorter - 1}` }] : []),
      { id: "closeLabels", label: "Choose other labels" },
    ],
  };
}

/** Several subjects whose volumes do not pair up, although the joined stacks may happen to be of one size. */
function subjectsDiffer({ image, labels }: OpenPair): DataNotice | null {
  if (!image || !labels) return null;
  try {
    checkSameSubjects(joinedStack(image.decoded), joinedStack(labels.decoded));
    return null;
  } catch (error) {
    return {
      kind: "sizesDiffer",
      severity: "error",
      title: "The subjects do not match.",
      text: toErrorRecord(error).message,
      actions: [{ id: "closeLabels", label: "Choose other labels" }],
    };
  }
}

/** A network that sees a single NaN learns nothing. */
function notFinite({ image }: OpenPair): DataNotice | null {
  const count = image ? countNonFinite(image.decoded.volume) : 0;
  if (count === 0) return null;
  return {
    kind: "notFinite",
    severity: "error",
    title: `${count} voxels are not numbers`,
    text: "They are NaN or infinite, on which no network can be trained. The mean of the others can stand in for them.",
    actions: [{ id: "replaceNonFinite", label: "Replace them by the mean" }],
  };
}

/** Several subjects whose names do not tell which labels belong to which image. */
function namesDiffer({ image, labels }: OpenPair): DataNotice | null {
  const [images, masks] = [image?.decoded.subjects ?? [], labels?.decoded.subjects ?? []];
  const place = images.findIndex(({ name }, index) => masks[index] && pairKey(name) !== pairKey(masks[index].name));
  if (place < 0) return null;
  return {
    kind: "namesDiffer",
    severity: "warning",
    title: "Images and labels are matched by their order",
    text: `Their names do not say which belong together: ${images[place]!.name} goes with ${masks[place]!.name}. Give both the same name, but for a word such as "seg".`,
    actions: [],
  };
}

/** Series whose numbers say that labels belong to other slices than those they are matched with. */
function slicesDiffer({ image, labels }: OpenPair): DataNotice | null {
  const text = image && labels && pairWarning(image.decoded, labels.decoded);
  return text
    ? {
        kind: "namesDiffer",
        severity: "warning",
        title: "Images and labels are matched by their order",
        text,
        actions: [],
      }
    : null;
}

function lossyLabels({ labels }: OpenPair): DataNotice | null {
  if (!labels?.decoded.isLossy) return null;
  return {
    kind: "lossyLabels",
    severity: "warning",
    title: "Labels come from JPEG",
    text: "JPEG changes values along every edge, so classes blur into each other. Save the labels as PNG or TIFF.",
    actions: [{ id: "closeLabels", label: "Choose other labels" }],
  };
}

const SEVERITIES = { refuse: "error", warn: "warning", note: "note" } as const;

/** What the classes are short of, in the words of the command line. */
function classFindings({ image, labelMap, split }: OpenPair): readonly DataNotice[] {
  if (!image || !labelMap || !split || image.decoded.volume.shape.join() !== labelMap.shape.join()) return [];
  return checkClasses(labelMap, split, image.decoded.subjects).map(({ kind, severity, title, text }) => ({
    kind,
    severity: SEVERITIES[severity],
    title,
    text,
    actions: [],
  }));
}

function rareClasses({ labelMap }: OpenPair): DataNotice | null {
  if (!labelMap) return null;
  const counts = countClasses(labelMap);
  const labelled = counts.subarray(0, -1).reduce((sum, count) => sum + count, 0);
  const rare = labelMap.classes
    .filter((_, index) => counts[index]! > 0 && counts[index]! < RARE * labelled)
    .map(({ name }) => name);
  if (rare.length === 0) return null;
  const number = ["No", "One", "Two", "Three", "Four", "Five"][rare.length] ?? String(rare.length);
  return {
    kind: "rareClasses",
    severity: "warning",
    title: `${number} ${rare.length === 1 ? "class is" : "classes are"} very rare`,
    text: `${listed(rare)} ${rare.length === 1 ? "covers" : "cover"} less than 0.5 % of the pixels. Networks often ignore such classes.`,
    actions: [
      { id: "useClassWeights", label: "Use class weights" },
      { id: "balancePatches", label: "Balance patches" },
    ],
  };
}

function zeroIsBackground({ mapping }: OpenPair): DataNotice | null {
  const zero = mapping?.values.find(({ value }) => value === 0);
  if (!zero || zero.classIndex === UNLABELLED || mapping!.values.length < 3) return null;
  return {
    kind: "zeroIsBackground",
    severity: "note",
    title: "",
    text: "Value 0 is read as background. Mark it as unlabelled if those pixels were not annotated.",
    actions: [{ id: "markZeroUnlabelled", label: "unlabelled" }],
  };
}

function fileWarnings({ image, labels }: OpenPair): readonly DataNotice[] {
  return [image, labels].flatMap((stack) =>
    (stack?.decoded.warnings ?? []).map((text): DataNotice => ({
      kind: "fileWarning",
      severity: "warning",
      title: stack!.name,
      text,
      actions: [],
    })),
  );
}

function listed(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  const all = [first.charAt(0).toUpperCase() + first.slice(1), ...rest.map((name) => name.toLowerCase())];
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
