import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { decodeFile, formats } from "../catalog/formats/index.ts";
import { samples } from "../catalog/samples/index.ts";
import { StudioError } from "../core/errors.ts";
import { assembleDataset } from "../core/image/assemble.ts";
import type { Dataset, Range, Split } from "../core/image/dataset.ts";
import { checkSameSubjects, normaliseSubjects, proposeSplitOf } from "../core/image/subjects.ts";
import type { DecodedFile } from "../core/image/format.ts";
import { applyMapping, proposeMapping } from "../core/image/labelMap.ts";
import { byNaturalOrder, fileName, joinSeries } from "../core/image/series.ts";
import type { StudySource } from "../storage/studyFolder.ts";

/** A file, or a folder whose images are the slices of a stack. Throws StudioError "UnreadableFile". */
export async function readStack(path: string): Promise<DecodedFile> {
  const info = await stat(path).catch(() => null);
  if (!info) throw new StudioError("UnreadableFile", `There is no file or folder "${path}".`);
  const paths = info.isDirectory() ? await imagesIn(path) : [path];
  const decoded = [];
  for (const each of paths) decoded.push({ path: each, decoded: await decodeFile(fileName(each), new Uint8Array(await readFile(each))) });
  return joinSeries(decoded);
}

async function imagesIn(folder: string): Promise<readonly string[]> {
  const extensions = formats.list.flatMap((format) => format.extensions);
  const names = (await readdir(folder)).filter((name) => extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`)));
  if (names.length === 0) throw new StudioError("UnreadableFile", `The folder "${folder}" holds no images; ${formats.list.map(({ label }) => label).join(", ")} can be opened.`);
  return names.map((name) => ({ path: join(folder, name) })).sort(byNaturalOrder).map(({ path }) => path);
}

export interface DataFlags {
  readonly sample?: string;
  readonly image?: string;
  readonly labels?: string;
  readonly train?: string;
  readonly val?: string;
  readonly test?: string;
}

/** The dataset that the flags name, with the split given or the one of the flags. Throws StudioError for what does not fit together. */
export async function readDataset(flags: DataFlags, split?: Split): Promise<{ dataset: Dataset; source: StudySource }> {
  if (flags.sample !== undefined) {
    const sample = samples.get(flags.sample);
    const { volume, labels } = sample.create();
    return { dataset: assembleDataset(sample.label, volume, labels, split ?? splitOf(flags, volume)), source: { sample: sample.id } };
  }
  if (flags.image === undefined || flags.labels === undefined) throw new StudioError("BadInput", `Name the data: --image FILE --labels FILE, or --sample ${samples.list.map(({ id }) => id).join("|")}.`);
  const [image, labels] = [await readStack(flags.image), await readStack(flags.labels)];
  if (image.isColor) throw new StudioError("BadInput", `${flags.image} is a colour picture; EM stacks are grey. Convert it to grey first.`);
  const labelMap = applyMapping(labels.volume, proposeMapping(labels.volume));
  checkSameSubjects(image.volume, labels.volume);
  const volume = image.volume.subjects ? normaliseSubjects(image.volume) : image.volume;
  const dataset = assembleDataset(fileName(flags.image.replace(/\/+$/, "")), volume, labelMap, split ?? splitOf(flags, volume));
  return { dataset, source: { image: flags.image, labels: flags.labels } };
}

function splitOf({ train, val, test }: DataFlags, volume: Dataset["volume"]): Split {
  const proposed = proposeSplitOf(volume);
  if (train === undefined && val === undefined && test === undefined) return proposed;
  if (train === undefined || val === undefined) throw new StudioError("BadInput", "Give --train and --val together, such as --train 0:12 --val 12:15.");
  const [trainRange, validation] = [placed(parseRange("--train", train), volume), placed(parseRange("--val", val), volume)];
  const axis = proposed.axis;
  return { axis, train: trainRange, validation, test: test === undefined ? { from: validation.to, to: validation.to } : placed(parseRange("--test", test), volume) };
}

/** Of several subjects a range counts subjects; here as slices of the joined stack. Throws StudioError "BadInput". */
function placed({ from, to }: Range, { subjects }: Dataset["volume"]): Range {
  if (!subjects) return { from, to };
  const [first, last] = [subjects[from], subjects[to - 1]];
  if (!first || !last) throw new StudioError("BadInput", `The range ${from}:${to} goes beyond the ${subjects.length} subjects; ranges count subjects, from 0.`);
  return { from: first.slices.from, to: last.slices.to };
}

/** "12:15" as a half-open range. Throws StudioError "BadInput". */
export function parseRange(flag: string, text: string): Range {
  const match = /^(\d+):(\d+)$/.exec(text);
  if (!match) throw new StudioError("BadInput", `${flag} is "${text}"; write FROM:TO, such as 12:15 for slices 12, 13 and 14.`);
  return { from: Number(match[1]), to: Number(match[2]) };
}
