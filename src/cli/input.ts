import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { decodeFile, formats } from "../catalog/formats/index.ts";
import { samples } from "../catalog/samples/index.ts";
import { StudioError } from "../core/errors.ts";
import { assembleDataset } from "../core/image/assemble.ts";
import { proposeSplit, type Dataset, type Range, type Split } from "../core/image/dataset.ts";
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

/** The dataset that the flags name, with its split. Throws StudioError for what does not fit together. */
export async function readDataset(flags: DataFlags): Promise<{ dataset: Dataset; source: StudySource }> {
  if (flags.sample !== undefined) {
    const sample = samples.get(flags.sample);
    const { volume, labels } = sample.create();
    return { dataset: assembleDataset(sample.label, volume, labels, splitOf(flags, volume.shape)), source: { sample: sample.id } };
  }
  if (flags.image === undefined || flags.labels === undefined) throw new StudioError("BadInput", `Name the data: --image FILE --labels FILE, or --sample ${samples.list.map(({ id }) => id).join("|")}.`);
  const [image, labels] = [await readStack(flags.image), await readStack(flags.labels)];
  if (image.isColor) throw new StudioError("BadInput", `${flags.image} is a colour picture; EM stacks are grey. Convert it to grey first.`);
  const labelMap = applyMapping(labels.volume, proposeMapping(labels.volume));
  const dataset = assembleDataset(fileName(flags.image.replace(/\/+$/, "")), image.volume, labelMap, splitOf(flags, image.volume.shape));
  return { dataset, source: { image: flags.image, labels: flags.labels } };
}

function splitOf({ train, val, test }: DataFlags, shape: Dataset["volume"]["shape"]): Split {
  const proposed = proposeSplit(shape);
  if (train === undefined && val === undefined && test === undefined) return proposed;
  if (train === undefined || val === undefined) throw new StudioError("BadInput", "Give --train and --val together, such as --train 0:12 --val 12:15.");
  const [trainRange, validation] = [parseRange("--train", train), parseRange("--val", val)];
  const axis = proposed.axis;
  return { axis, train: trainRange, validation, test: test === undefined ? { from: validation.to, to: validation.to } : parseRange("--test", test) };
}

/** "12:15" as a half-open range. Throws StudioError "BadInput". */
export function parseRange(flag: string, text: string): Range {
  const match = /^(\d+):(\d+)$/.exec(text);
  if (!match) throw new StudioError("BadInput", `${flag} is "${text}"; write FROM:TO, such as 12:15 for slices 12, 13 and 14.`);
  return { from: Number(match[1]), to: Number(match[2]) };
}
