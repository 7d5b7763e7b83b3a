import { MAX_CLASSES } from "../../core/image/labelMap.ts";
import type { DataNotice } from "../studioApi.ts";
import type { FoundStack, FoundStacks, Roles } from "./openStacks.ts";

/** What is said of files that were opened: what was not understood, what was left aside, what was changed. */
export const remarksOf = ({ refused }: FoundStacks, { image, left }: Roles): readonly DataNotice[] => [
  ...refused.map(refusal),
  ...left.map(leftOver),
  ...(image?.decoded.isColor ? [converted(image)] : []),
];

/** A file that was not opened. */
export const refusal = ({ file, why }: { readonly file: string; readonly why: string }): DataNotice => ({
  kind: "notUnderstood",
  severity: "error",
  title: `${file} was not opened`,
  text: why,
  actions: [{ id: "dismissRemarks", label: "Go on without it" }],
  file,
});

/** Labels that are no class labels as they are. */
export const numberedObjects = ({ name }: Pick<FoundStack, "name">): DataNotice => ({
  kind: "notUnderstood",
  severity: "error",
  title: `${name} was not opened`,
  text: `It has more than ${MAX_CLASSES} different values. Class labels have one value per class; these look like numbered objects, a grey image, or a mask whose edges were smoothed (save it without interpolation). Objects can be taken as one class, every number but 0, or learnt one by one with the boundaries between them.`,
  actions: [
    { id: "takeObjects", label: "Take objects as one class" },
    { id: "takeBoundedObjects", label: "Learn them one by one" },
    { id: "dismissRemarks", label: "Go on without it" },
  ],
  file: name,
});

const leftOver = ({ name }: FoundStack): DataNotice => ({
  kind: "notUnderstood",
  severity: "note",
  title: `${name} was left aside`,
  text: "One image and one label stack are open at a time. Drop it alone to use it.",
  actions: [{ id: "dismissRemarks", label: "Dismiss" }],
  file: name,
});

const converted = ({ name }: FoundStack): DataNotice => ({
  kind: "fileWarning",
  severity: "warning",
  title: `${name} is in colour`,
  text: "It was converted to grey by brightness. EM images are grey; check that this is the right file.",
  actions: [],
  file: name,
});
