import type { Dataset, Region } from "../../core/image/dataset.ts";
import { rowsOf } from "../../core/image/regionRows.ts";
import { applyMapping, UNLABELLED, type LabelMap } from "../../core/image/labelMap.ts";
import { withoutOutside } from "../../core/image/subjects.ts";
import type { DataState } from "../studioApi.ts";
import { wholeSize, type DataChoices } from "./dataEdits.ts";
import { noticesOf } from "./notices.ts";
import { choicesOf, datasetOf, NOTHING, type OpenData } from "./openData.ts";
import { infoOf, presenceOf, trainingVoxelsOf } from "./stackFacts.ts";

/** Past this many edits the oldest can no longer be taken back. */
const MOST_UNDO = 200;

/** The data that are open, and the choices that were made about them. */
export interface HeldData {
  readonly open: () => OpenData;
  /** Voxels by class; null without labels. */
  readonly labelMap: () => LabelMap | null;
  /** Applied at once, described a moment later: of edits that come in a row only the last one's state is worked out, for all of them. */
  readonly show: (next: OpenData) => Promise<DataState>;
  /** An edit that can be taken back. */
  readonly edit: (change: (choices: DataChoices) => DataChoices) => Promise<DataState>;
  readonly undo: () => Promise<DataState>;
  readonly redo: () => Promise<DataState>;
  readonly state: () => Promise<DataState>;
  /** Takes in what was painted in a box; what follows from it is worked out when the state is next asked for. */
  readonly repaint: (box: Region) => void;
  /** Throws StudioError "BadInput" where the open pair does not fit together. */
  readonly dataset: () => Dataset;
}

/** Revisions that grow with every change of any data that count by them. */
export function countRevisions(): () => number {
  let revision = 0;
  return () => ++revision;
}

/** Nothing is open at first. */
export function createHeldData(nextRevision = countRevisions()): HeldData {
  let open = NOTHING;
  let revision = 0;
  let labelMap: LabelMap | null = null;
  let described: Promise<DataState> | null = null;
  let dataset: Dataset | null = null;

  async function show(next: OpenData): Promise<DataState> {
    if (open.painting !== next.painting) open.painting?.close();
    labelMap = mappedLabels(next);
    open = counted(next);
    changed();
    await new Promise((resolve) => setTimeout(resolve));
    return state();
  }

  function changed(): void {
    revision = nextRevision();
    described = null;
    dataset = null;
  }

  function repaint(box: Region): void {
    const { painting, mapping } = open;
    if (!painting || !mapping || !labelMap) return;
    const classOf = new Uint8Array(256).fill(UNLABELLED);
    for (const { value, classIndex } of mapping.values) classOf[value] = classIndex;
    for (const [from, to] of rowsOf(labelMap.shape, [box]))
      for (let at = from; at < to; at++) labelMap.data[at] = classOf[painting.labels.data[at]!]!;
    const { classes, data, shape } = labelMap;
    open = counted(open);
    labelMap = { shape, data, classes };
    changed();
  }

  /** Names and colours change no voxel. */
  function mappedLabels({ labels, mapping }: OpenData): LabelMap | null {
    if (!labels || !mapping) return null;
    if (labelMap && labels === open.labels && mapping.values === open.mapping?.values)
      return { ...labelMap, classes: mapping.classes };
    return withoutOutside(applyMapping(labels.decoded.volume, mapping), labels.decoded.subjects);
  }

  const restored = (from: "past" | "future", to: "past" | "future"): Promise<DataState> => {
    const target = open[from].at(-1);
    return target
      ? show({ ...open, ...target, [from]: open[from].slice(0, -1), [to]: [...open[to], choicesOf(open)] })
      : state();
  };

  const state = (): Promise<DataState> => (described ??= describe(open, labelMap, revision));

  return {
    open: () => open,
    labelMap: () => labelMap,
    show,
    edit(change) {
      const before = choicesOf(open);
      return show({ ...open, ...change(before), past: [...open.past, before].slice(-MOST_UNDO), future: [] });
    },
    undo: () => restored("past", "future"),
    redo: () => restored("future", "past"),
    state,
    repaint,
    // What is painted later must not change what a search was started on.
    dataset: () =>
      (dataset ??= datasetOf(
        open,
        open.painting && labelMap ? { ...labelMap, data: labelMap.data.slice() } : labelMap,
      )),
  };
}

/** The voxels of each class, where they are painted, as they are now. */
const counted = (open: OpenData): OpenData => ({
  ...open,
  mapping: open.mapping && open.painting ? open.painting.recounted(open.mapping) : open.mapping,
});

async function describe(open: OpenData, labelMap: LabelMap | null, revision: number): Promise<DataState> {
  const { image, labels, painting, mapping, target, split, gap, voxelSizeNm, name, remarks, past, future } = open;
  const facts = {
    revision,
    name,
    sample: open.source.sample ?? null,
    mapping,
    experts: open.experts.map(({ name: expert }) => expert),
    painting: painting?.state() ?? null,
    correction: null,
    target,
    split,
    gap,
    voxelSizeNm,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    presence: labelMap && presenceOf(labelMap),
    trainingVoxels: trainingVoxelsOf(open, labelMap),
    notices: [...remarks, ...noticesOf({ image, labels, mapping, labelMap, split, isPainted: painting !== null })],
    datasetId: idOf(open, labelMap),
  };
  const [imageInfo, labelInfo] = await Promise.all([image && infoOf(image), labels && infoOf(labels)]);
  const hash = facts.painting?.revision;
  return {
    ...facts,
    image: imageInfo && { ...imageInfo, voxelSizeNm: wholeSize(voxelSizeNm) },
    labels: labelInfo && { ...labelInfo, ...(hash !== undefined && { hash }) },
  };
}

/** Null where nothing can be trained on the open pair. */
function idOf(open: OpenData, labelMap: LabelMap | null): string | null {
  try {
    return datasetOf(open, labelMap).id;
  } catch {
    return null;
  }
}
