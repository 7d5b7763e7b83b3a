import { StudioError } from "../../core/errors.ts";
import { fileName } from "../../core/image/fileNames.ts";
import { parseClassMap } from "../../core/image/sets/classMap.ts";
import type { SetSource, StudySource } from "../../storage/studyFolder.ts";
import { readJson } from "../spec.ts";
import type { SplitTexts } from "./splitFlags.ts";

type SetFlags = "image" | "labels" | "sets" | "classMap" | "folder";

/** The data as flags name them; those that pair up were given once for each set. */
export interface DataFlags extends Omit<StudySource, SetFlags> {
  readonly image?: readonly string[];
  readonly labels?: readonly string[];
  /** Names of the sets, with commas between them. */
  readonly setNames?: string;
  /** JSON file that says which label values are the same classes. */
  readonly map?: string;
  readonly train?: readonly string[];
  readonly val?: readonly string[];
  readonly test?: readonly string[];
}

/** Where data come from and what is taken of them, with the split of one that is no set of several. */
export type DataSource = StudySource & SplitTexts;

export const isNamed = ({ image, labels, sample }: DataFlags): boolean =>
  image !== undefined || labels !== undefined || sample !== undefined;

/** What flags say of the data. Throws StudioError "BadInput" for what does not pair up. */
export async function dataSource(flags: DataFlags): Promise<DataSource> {
  const { image = [], labels = [], setNames, map, leaveOut, voxelSize, train, val, test, ...taken } = flags;
  const rest = sourceFields(taken);
  if (image.length !== labels.length && image.length + labels.length > 2)
    throw new StudioError(
      "BadInput",
      `There are ${counted(image, "--image")} and ${counted(labels, "--labels")}; every image needs its labels, in the same order.`,
    );
  if (image.length > 1) {
    const sets = setsOf({ image, labels, setNames, split: { train, val, test } });
    return {
      ...rest,
      sets,
      ...(map !== undefined && { classMap: parseClassMap(await readJson(map)) }),
      ...(leaveOut !== undefined && { leaveOut }),
      ...(voxelSize !== undefined && { voxelSize }),
    };
  }
  refuseWithoutSets({ setNames, map, leaveOut, voxelSize });
  return {
    ...rest,
    ...(image[0] !== undefined && { image: image[0] }),
    ...(labels[0] !== undefined && { labels: labels[0] }),
    ...splitOfSet({ train, val, test }, 0, 1),
  };
}

const counted = (values: readonly string[], flag: string): string => `${values.length} ${flag}`;

type SplitFlags = { readonly [Part in keyof SplitTexts]: readonly string[] | undefined };

interface PairedFlags {
  readonly image: readonly string[];
  readonly labels: readonly string[];
  readonly setNames: string | undefined;
  readonly split: SplitFlags;
}

function setsOf({ image, labels, setNames, split }: PairedFlags): readonly SetSource[] {
  const names = setNames?.split(",").map((name) => name.trim()) ?? image.map(nameOfFile);
  if (names.length !== image.length)
    throw new StudioError(
      "BadInput",
      `--set-names has ${names.length} names for ${image.length} sets; write as many, with commas between them.`,
    );
  const strange = names.find((name) => !/^[\p{L}\p{N}][\p{L}\p{N} _.+-]*$/u.test(name));
  if (strange !== undefined)
    throw new StudioError(
      "BadInput",
      `A set cannot be called "${strange}"; name the sets with letters and digits by --set-names A,B.`,
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new StudioError("BadInput", `Two sets are called "${twice}". Name them apart with --set-names A,B.`);
  return names.map((name, index) => ({
    ...{ name, image: image[index]!, labels: labels[index]! },
    ...splitOfSet(split, index, names.length),
  }));
}

const nameOfFile = (path: string): string => fileName(path.replace(/\/+$/, "")).replace(/(\.[A-Za-z]\w*)+$/, "");

/** What is said of one set: once for all of them, or once for each. Throws StudioError "BadInput" for other numbers. */
function splitOfSet(flags: SplitFlags, index: number, count: number): SplitTexts {
  const one = (part: keyof SplitTexts) => {
    const texts = flags[part];
    if (texts === undefined) return {};
    if (texts.length !== 1 && texts.length !== count)
      throw new StudioError(
        "BadInput",
        `--${part} was given ${texts.length} times; give it once${count > 1 ? `, or once for each of the ${count} sets` : ""}.`,
      );
    return { [part]: texts.length === 1 ? texts[0] : texts[index] };
  };
  return { ...one("train"), ...one("val"), ...one("test") };
}

function refuseWithoutSets(flags: Record<"setNames" | "map" | "leaveOut" | "voxelSize", unknown>): void {
  const named = {
    ...{ setNames: "--set-names", map: "--map", leaveOut: "--leave-out", voxelSize: "--voxel-size" },
  } as const;
  for (const [field, flag] of Object.entries(named))
    if (flags[field as keyof typeof named] !== undefined)
      throw new StudioError(
        "BadInput",
        `${flag} is about several data sets; name them with --image A --labels A_LABELS --image B --labels B_LABELS.`,
      );
}

/** The flags that say which voxels were read, of all that a command has. */
function sourceFields(flags: Omit<StudySource, SetFlags>): Omit<StudySource, SetFlags> {
  const { sample, dataset, labelsDataset, channel, labelsChannel, channelsAsSlices } = flags;
  const { time, complex, color, nan, unlabelled, foreground, target, boundaries } = flags;
  return Object.fromEntries(
    Object.entries({
      ...{ sample, dataset, labelsDataset, channel, labelsChannel, channelsAsSlices },
      ...{ time, complex, color, nan, unlabelled, foreground, target, boundaries },
    }).filter(([, value]) => value !== undefined),
  );
}
