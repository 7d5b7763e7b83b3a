import { stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve as absolute } from "node:path";
import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { StudySpec } from "../../core/study/spec.ts";
import type { StudyFolder, StudySource } from "../../storage/studyFolder.ts";
import { checkDataset } from "../../worker/session.ts";
import type { Output } from "../output.ts";
import type { StudyOnDisk } from "../studyOnDisk.ts";
import { dataSource, isNamed, type DataFlags, type DataSource } from "./dataFlags.ts";
import { readDataset } from "./readDataset.ts";
import type { PairPlaces } from "./readPair.ts";

/** The data of a study: in the study itself, as the flags say, or at the paths it was made from. Throws StudioError "BadInput" or "UnreadableFile". */
export async function datasetOf(
  file: string,
  { folder }: Pick<StudyOnDisk, "folder">,
  spec: StudySpec,
  flags: DataFlags,
  output: Output,
): Promise<Dataset> {
  const source = await folder.readSource();
  const places = isNamed(flags)
    ? async () => [moved(source, await dataSource(flags), flags)]
    : () => sourcesOf(file, source, spec.task.datasetName);
  return (await folder.readDataset()) ?? datasetAt(await places(), spec, folder, output);
}

/** The data of a study, in the study itself or at the first of some places where they are. Throws what is wrong with the first. */
export async function datasetAt(
  places: readonly DataSource[],
  spec: StudySpec,
  folder: Pick<StudyFolder, "readDataset">,
  output: Output,
): Promise<Dataset> {
  const kept = await folder.readDataset();
  if (kept) return kept;
  const { task } = spec;
  let failure: unknown = null;
  for (const place of places) {
    try {
      const { dataset } = await readDataset(place, output, task.split);
      checkDataset(spec, dataset);
      return { ...dataset, labels: { ...dataset.labels, classes: task.classes } };
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/** Sets that were moved are what they were, at other places, where nothing else is said of them. */
function moved(source: StudySource | null, named: DataSource, flags: DataFlags): DataSource {
  const isMoved = flags.setNames === undefined && flags.map === undefined && flags.leaveOut === undefined;
  if (!isMoved || !source?.sets || named.sets?.length !== source.sets.length) return named;
  return withPairs(source, named.sets);
}

/**
 * Where the data of a study may lie: its paths as they were typed, seen from the working folder, from the folder the search was
 * started in (which is found from the study file, so that both may be moved together), and from the folder of the study file.
 */
async function sourcesOf(file: string, source: StudySource | null, name: string): Promise<readonly DataSource[]> {
  if (source?.sample !== undefined) return [source];
  const pairs = source ? pairsOf(source) : [];
  const times = pairs.length > 1 ? " for each of them" : "";
  const hint = `The study does not hold its data ("${name}"); name them: --image FILE --labels FILE${times}.`;
  if (!source || pairs.length === 0) throw new StudioError("BadInput", hint);
  const { folder, ...taken } = source;
  if (pairs.every(({ image, labels }) => isAddress(image) && isAddress(labels))) return [taken];
  const beside = dirname(absolute(file));
  const roots = [...new Set([process.cwd(), ...(folder === undefined ? [] : [join(beside, folder)]), beside])];
  const at = (place: (path: string) => string) =>
    pairs.map(({ image, labels }) => ({ image: place(image), labels: place(labels) }));
  const candidates = [
    ...roots.map((root) => at((path) => placed(root, path))),
    ...roots.map((root) => at((path) => placed(root, basename(path)))),
  ];
  const found: DataSource[] = [];
  for (const candidate of new Map(candidates.map((each) => [JSON.stringify(each), each])).values())
    if (await areThere(candidate)) found.push(withPairs(taken, candidate));
  if (found.length > 0) return found;
  const wanted = pairs.map(({ image, labels }) => `"${image}" with "${labels}"`).join(", ");
  throw new StudioError(
    "BadInput",
    `The data of the study are not where they were: there is no ${wanted} in ${roots.join(", ")}. ${hint}`,
  );
}

function pairsOf({ image, labels, sets }: StudySource): readonly PairPlaces[] {
  if (sets) return sets.map((set) => ({ image: set.image, labels: set.labels }));
  return image === undefined || labels === undefined ? [] : [{ image, labels }];
}

/** The source with its files at other places. */
const withPairs = (source: StudySource, pairs: readonly PairPlaces[]): StudySource =>
  source.sets
    ? {
        ...source,
        sets: source.sets.map((set, index) => ({
          ...set,
          image: pairs[index]!.image,
          labels: pairs[index]!.labels,
        })),
      }
    : { ...source, ...pairs[0] };

const isAddress = (path: string): boolean => /^https?:\/\//.test(path);
const placed = (root: string, path: string): string => (isAddress(path) || isAbsolute(path) ? path : join(root, path));
const isThere = async (path: string): Promise<boolean> =>
  isAddress(path) || (await stat(path).catch(() => null)) !== null;

async function areThere(pairs: readonly PairPlaces[]): Promise<boolean> {
  const there = await Promise.all(pairs.flatMap(({ image, labels }) => [isThere(image), isThere(labels)]));
  return there.every(Boolean);
}
