import { surrogatePlane } from "../catalog/strategies/blackbox/surrogatePlane.ts";
import { DEFAULT_METRIC } from "../core/judging/defaultMetrics.ts";
import { StudioError } from "../core/errors.ts";
import { classSurface, drawnLabels } from "../core/image/surface/classSurface.ts";
import { objectsOfClasses } from "../core/image/objects/classObjects.ts";
import { proposeSplit } from "../core/image/dataset.ts";
import { scoresOf } from "../catalog/metrics/index.ts";
import { countConfusion, emptyConfusion } from "../core/image/confusion.ts";
import { classColor, UNLABELLED, type LabelMapping } from "../core/image/labelMap.ts";
import { histogram, intensities, sliceOf, type Shape3 } from "../core/image/volume.ts";
import { createRandom } from "../core/random.ts";
import type { StudioStore } from "../state/store.ts";
import { applyDataEdit, wholeSize, type DataChoices } from "../worker/studio/dataEdits.ts";
import type { Plane } from "../core/image/plane.ts";
import type {
  CompareApi,
  DataApi,
  DataState,
  LibraryApi,
  LiveApi,
  ObjectsApi,
  PlanePixels,
  StackInfo,
  StudioApi,
  StudyApi,
  SurfacesApi,
} from "../worker/studioApi.ts";
import { fakeCorrecting } from "./fakeCorrecting.ts";
import { fakeNewStack } from "./fakeNewStack.ts";
import { fakePainting } from "./fakePainting.ts";
import { fakeStudy } from "./fakeStudy.ts";

const CLASS_NAMES = ["Background", "Cell", "Mitochondrion", "Alpha granule", "Dense granule"];

export interface FakeStack {
  readonly shape: Shape3;
  readonly image: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** A studio without a worker: one made-up stack of round things, and a study with three finished trials. For tests of the page. */
export function createFakeStudio(shape: Shape3 = [24, 256, 256]): StudioApi {
  const stack = makeStack(shape);
  const study = fakeStudy(dataOf(stack));
  const held = heldData(stack);
  return {
    data: fakeData(stack, held),
    paint: fakePainting((change) => held.put(change)),
    correct: fakeCorrecting((change) => held.put(change)),
    live: fakeLive(stack),
    space: {
      whatIf: () => Promise.reject(new Error("The fake has no spaces")),
      gallery: () => Promise.resolve([]),
      surrogate: (question) => Promise.resolve(surrogatePlane(question)),
    },
    study: fakeRun(study),
    compare: fakeCompare(stack, study),
    newStack: fakeNewStack(stack, (change) => held.put(change)),
    surfaces: fakeSurfaces(stack),
    objects: fakeObjects(stack),
    library: fakeLibrary(stack, study),
  };
}

function fakeData(stack: FakeStack, held: ReturnType<typeof heldData>): DataApi {
  const { put } = held;
  const { shape } = stack;
  return {
    samples: () =>
      Promise.resolve([
        { id: "platelets", label: "Platelets", summary: "five classes, made up", shape, classNames: CLASS_NAMES },
        {
          id: "membranes",
          label: "Membranes",
          summary: "two classes, made up",
          shape,
          classNames: ["Background", "Membrane"],
        },
      ]),
    samplePreview: () =>
      Promise.resolve({
        ...cut(stack, held.data().mapping, "xy", 0),
        classColors: held.data().mapping!.classes.map(({ color }) => color),
      }),
    openSample: () => held.set(dataOf(stack)),
    openFiles: (files) =>
      put(
        mismatched(
          stack,
          files.map(({ path }) => path),
        ),
      ),
    openAddress: () => held.set(dataOf(stack)),
    openExpert: (files) => put({ experts: files.map(({ path }) => path) }),
    closeExpert: () => put({ experts: [] }),
    agreement: (where) =>
      Promise.resolve(
        held.data().experts.length > 0
          ? { values: { meanIou: "z" in where ? 0.8 : 0.9 }, perClass: { iou: CLASS_NAMES.map(() => 0.85) } }
          : null,
      ),
    preview: () => Promise.resolve(cut(stack, held.data().mapping, "xy", 0)),
    act: () => put({ notices: [] }),
    learn: (target) => put({ target }),
    swap: () => put({ image: held.data().labels, labels: held.data().image }),
    close: (role) =>
      put({
        [role]: null,
        datasetId: null,
        ...(role === "labels" && { mapping: null, presence: null, trainingVoxels: null, split: null }),
      }),
    rename: (name) => put({ name }),
    edit: (edit) => held.edit((choices) => applyDataEdit(choices, edit, { shape: stack.shape, subjects: undefined })),
    undo: () => held.undo(),
    redo: () => held.redo(),
    plane: (plane, index) => Promise.resolve(cut(stack, held.data().mapping, plane, index)),
    batch: ({ batch }) =>
      Promise.resolve(Array.from({ length: batch }, () => cut(stack, held.data().mapping, "xy", 0))),
    state: () => Promise.resolve(held.data()),
  };
}

/** A network that knows the labels at once, and learns nothing more. */
function fakeLive({ shape, labels }: FakeStack): LiveApi {
  let stop: () => void = () => undefined;
  return {
    async train(z, listener) {
      const slice = sliceOf(labels, shape, z).slice();
      await listener.predicted({
        ...{ passes: 1, steps: 60, revision: "fake 0", seconds: 4, z, height: shape[1], width: shape[2] },
        ...{ labels: slice, uncertainty: new Float32Array(slice.length).fill(0.25) },
      });
      await new Promise<void>((resolve) => (stop = resolve));
    },
    look: () => Promise.resolve(),
    whereNext: () =>
      Promise.resolve({
        ...{ z: 2, x: 4, y: 4, width: 8, height: 8, disputed: 0.4, expectedWrong: 0.2, likeness: 1, between: [0, 1] },
        majority: new Uint8Array(64),
      }),
    gain: () => Promise.resolve({ labelled: 20, wrong: 5 }),
    stop() {
      stop();
      return Promise.resolve();
    },
  };
}

type FakeStudy = ReturnType<typeof fakeStudy>;

const fakeRun = (study: FakeStudy): StudyApi => ({
  calibrate: () =>
    Promise.resolve([
      {
        id: "simd",
        label: "SIMD",
        overheadSeconds: 0.01,
        multiplyAddsPerSecond: 2e10,
        bytesPerSecond: 1e9,
        slots: 2,
        isFallback: false,
        firstStepSeconds: 0.2,
      },
    ]),
  start: () => Promise.resolve("fake"),
  takeOver: () => Promise.resolve(),
  resume: () => Promise.resolve(),
  setPace: () => Promise.resolve(),
  command: () => Promise.resolve(),
  cancelTrial: () => Promise.resolve(),
  pin: () => Promise.resolve(),
  editStages: () => Promise.resolve(),
  rename: () => Promise.resolve(),
  addBaseline: () => Promise.resolve(),
  queueMember: () => Promise.resolve(),
  addOnnxBaseline: () => Promise.resolve(),
  listen: (listener) => study.listen(listener),
  previews: () => Promise.resolve([]),
  lastPreviews: () => Promise.resolve([]),
  setPreviewSlice: () => Promise.resolve(),
});

function fakeCompare(stack: FakeStack, study: FakeStudy): CompareApi {
  const { shape } = stack;
  const { mapping } = dataOf(stack);
  const predict = (trial: number, z: number) => prediction(stack, trial, z);
  return {
    prediction: (trial, z) => Promise.resolve({ width: shape[2], height: shape[1], labels: predict(trial, z) }),
    predictedPlane(trial, plane, index) {
      const volume = Uint8Array.from(Array.from({ length: shape[0] }, (_, z) => [...predict(trial, z)]).flat());
      const { width, height, labels } = cut({ ...stack, labels: volume }, mapping, plane, index);
      return Promise.resolve({ width, height, labels: labels! });
    },
    probability: (trial, z, classIndex) =>
      Promise.resolve({
        width: shape[2],
        height: shape[1],
        values: Float32Array.from(predict(trial, z), (label) => (label === classIndex ? 0.85 : 0.1)),
      }),
    refined: (trial, z, { steps = [0] }) =>
      Promise.resolve({
        ...{ width: shape[2], height: shape[1] },
        labels: predict(trial, z).map((label) => (steps[0]! > 0 ? 0 : label)),
      }),
    uncertainty: (trial, z) =>
      Promise.resolve({
        width: shape[2],
        height: shape[1],
        values: Float32Array.from(predict(trial, z), (label) => (label > 1 ? 0.6 : 0.1)),
      }),
    scores(trial, where) {
      const matrix = emptyConfusion(CLASS_NAMES.length);
      const slices = "z" in where ? [where.z] : [18, 19];
      for (const z of slices) countConfusion(matrix, sliceOf(stack.labels, shape, z), predict(trial, z));
      return Promise.resolve(scoresOf(matrix));
    },
    disagreement: (one, other, onProgress) =>
      Promise.resolve(
        Float32Array.from({ length: shape[0] }, (_, z) => {
          void onProgress(z + 1, shape[0]);
          return difference(predict(one, z), predict(other, z));
        }),
      ),
    placePoint: (point) => study.placePoint(point),
    removePoint: (id) => study.removePoint(id),
    openTest: () => study.openTest(),
    exportNetwork: (_, { format }) =>
      Promise.resolve({ name: `network.${format}`, bytes: new Uint8Array(8), proof: null }),
    maskFormats: () => Promise.resolve([{ id: "tiff", label: "TIFF", holdsChannels: true }]),
    exportMask: () => Promise.resolve({ name: "trial.tif", bytes: new Uint8Array(8), notes: ["TIFF cannot hold it."] }),
  };
}

const fakeSurfaces = ({ shape, labels }: FakeStack): SurfacesApi => ({
  async draw(source, listener) {
    if (source.of === "prediction" && source.trial > 2)
      throw new StudioError("NotFound", "The weights of this trial were not kept.");
    const drawn = drawnLabels({ shape, labels, voxelSizeNm: null });
    for (const classIndex of [0, 1]) {
      if (!(await listener.progress({ doing: "drawing", done: classIndex, planned: 2 }))) return null;
      await listener.surface({ classIndex, ...classSurface(drawn, classIndex) });
    }
    return { reduction: drawn.reduction };
  },
});

const fakeObjects = ({ shape, labels, image }: FakeStack): ObjectsApi => ({
  find(source, rules) {
    if (source.of === "prediction" && source.trial > 2)
      return Promise.reject(new StudioError("NotFound", "The weights of this trial were not kept."));
    return Promise.resolve(
      objectsOfClasses({ shape, labels, image, voxelSizeNm: [40, 10, 10], boundary: null }, rules),
    );
  },
  stop: () => Promise.resolve(),
});

const fakeLibrary = (stack: FakeStack, study: FakeStudy): LibraryApi => ({
  list: () =>
    Promise.resolve({
      studies: [
        {
          id: "fake",
          name: "Platelets, first search",
          datasetName: "Platelets",
          best: 0.687,
          metric: DEFAULT_METRIC,
          done: 14,
          planned: 40,
          state: "interrupted",
          spark: [0.4, 0.5, 0.62, 0.687],
          bytes: 4.2e6,
          changedAt: 0,
        },
      ],
      usedBytes: 4.2e6,
      quotaBytes: 38e9,
      isDurable: true,
    }),
  watch: () => Promise.resolve(),
  async open(_, listener) {
    await study.listen(listener);
    return { data: dataOf(stack), hasData: true };
  },
  remove: () => Promise.resolve(),
  undoRemove: () => Promise.resolve(),
  exportTrials: (format, trials) =>
    Promise.resolve({ name: `study trials ${trials.join(" ")}.${format}`, bytes: new Uint8Array(8) }),
  exportReport: () => Promise.resolve({ name: "study.html", bytes: new Uint8Array(8) }),
  exportStudy: () => Promise.resolve({ name: "study.cristae.zip", bytes: new Uint8Array(8) }),
  inspect: () =>
    Promise.resolve({
      spec: study.current().spec,
      ended: study.current().trials.ended.size,
      best: null,
      problem: null,
      hasData: false,
      hasWeights: true,
    }),
  keepInspected: () => Promise.resolve("fake"),
  leaveInspected: () => Promise.resolve(),
  keepFinished: () => Promise.resolve("kept"),
  parseRecipe: () => Promise.reject(new Error("The fake has no recipes")),
});

/** What is open, with choices that can be taken back. */
function heldData(stack: FakeStack) {
  let data = dataOf(stack);
  const past: DataChoices[] = [];
  const future: DataChoices[] = [];
  const set = (next: DataState) => Promise.resolve((data = next));
  const put = (change: Partial<DataState>) =>
    set({ ...data, ...change, revision: data.revision + 1, canUndo: past.length > 0, canRedo: future.length > 0 });
  const choices = (): DataChoices => ({
    mapping: data.mapping,
    split: data.split,
    gap: data.gap,
    voxelSizeNm: data.voxelSizeNm,
  });
  const putChoices = (next: DataChoices) =>
    put({
      ...next,
      image: data.image && { ...data.image, voxelSizeNm: wholeSize(next.voxelSizeNm) },
      presence: next.mapping && presenceOf(stack, next.mapping),
    });
  const restore = (from: DataChoices[], to: DataChoices[]) => {
    const target = from.pop();
    if (!target) return put({});
    to.push(choices());
    return putChoices(target);
  };
  return {
    data: () => data,
    set,
    put,
    edit(change: (choices: DataChoices) => DataChoices) {
      const next = change(choices());
      past.push(choices());
      future.length = 0;
      return putChoices(next);
    },
    undo: () => restore(past, future),
    redo: () => restore(future, past),
  };
}

/** An image whose labels have more slices, beside files that are no images. */
const mismatched = (stack: FakeStack, files: readonly string[]): Partial<DataState> => ({
  ...dataOf(stack),
  sample: null,
  labels: null,
  mapping: null,
  split: null,
  presence: null,
  trainingVoxels: null,
  datasetId: null,
  notices: [
    {
      kind: "sizesDiffer",
      severity: "error",
      file: "train-labels.tif",
      title: "The sizes differ.",
      text: "Labels have 30 slices, the image has 24. Labels must match the image voxel by voxel.",
      actions: [{ id: "useCommonSlices", label: "Use slices 0 to 23" }],
    },
    ...files.map((file) => ({
      kind: "notUnderstood" as const,
      severity: "note" as const,
      file,
      title: "Left out,",
      text: "not an image.",
      actions: [],
    })),
  ],
});

function makeStack(shape: Shape3): FakeStack {
  const [depth, height, width] = shape;
  const random = createRandom("fake stack");
  const discs = Array.from({ length: 60 }, (_, index) => ({
    z: random.int(0, depth),
    y: random.int(0, height),
    x: random.int(0, width),
    radius: (index < 6 ? 0.22 : 0.03) * width,
    label: index < 6 ? 1 : 2 + (index % 3),
  }));
  const labels = new Uint8Array(depth * height * width);
  for (const { z, y, x, radius, label } of discs) {
    for (let w = 0; w < depth; w++) {
      const reach = radius * Math.sqrt(Math.max(0, 1 - ((w - z) / (depth * 0.6)) ** 2));
      for (let v = Math.max(0, Math.ceil(y - reach)); v < Math.min(height, y + reach); v++) {
        for (let u = Math.max(0, Math.ceil(x - reach)); u < Math.min(width, x + reach); u++) {
          if ((v - y) ** 2 + (u - x) ** 2 < reach ** 2) labels[(w * height + v) * width + u] = label;
        }
      }
    }
  }
  const greys = [215, 140, 90, 70, 40];
  return { shape, labels, image: labels.map((label) => greys[label]! + random.int(-25, 25)) };
}

function dataOf({ shape, image, labels }: FakeStack): DataState {
  const volume = { shape, data: image, voxelSizeNm: [40, 10, 10] as const };
  const range = intensities(volume);
  const info: StackInfo = {
    name: "platelets.tif",
    format: `TIFF, ${shape[0]} pages, 8-bit`,
    shape,
    dtype: "uint8",
    bytes: image.length,
    voxelSizeNm: [40, 10, 10],
    intensities: range,
    histogram: histogram(volume, range, 64),
    window: [30, 235],
    hash: "9bcf00e1a2",
    warnings: [],
  };
  const counts = new Uint32Array(CLASS_NAMES.length);
  for (const label of labels) counts[label]!++;
  const mapping = {
    values: CLASS_NAMES.map((_, value) => ({ value, voxels: counts[value]!, classIndex: value })),
    classes: CLASS_NAMES.map((name, index) => ({ name, color: classColor(index) })),
  };
  return {
    revision: 0,
    canUndo: false,
    canRedo: false,
    voxelSizeNm: [40, 10, 10],
    name: "Platelets",
    sample: "platelets",
    image: info,
    labels: { ...info, name: "train-labels.tif", hash: "77aa" },
    mapping,
    painting: null,
    experts: [],
    correction: null,
    target: "classes",
    split: proposeSplit(shape, 1),
    gap: 1,
    presence: presenceOf({ shape, image, labels }, mapping),
    trainingVoxels: [...counts],
    datasetId: "fake",
    notices: [
      {
        kind: "rareClasses",
        severity: "warning",
        title: "Two classes are very rare",
        text: "Networks often ignore such classes.",
        actions: [{ id: "balancePatches", label: "Balance patches" }],
      },
    ],
  };
}

function presenceOf(
  { shape: [depth, height, width], labels }: FakeStack,
  { values, classes }: LabelMapping,
): Float32Array<ArrayBuffer> {
  const presence = new Float32Array(classes.length * depth);
  labels.forEach((value, index) => {
    const { classIndex } = values[value]!;
    if (classIndex !== UNLABELLED)
      presence[classIndex * depth + Math.floor(index / (height * width))]! += 1 / (height * width);
  });
  return presence;
}

function cut(
  { shape, image, labels }: FakeStack,
  mapping: LabelMapping | null,
  plane: Plane,
  index: number,
): PlanePixels {
  const [depth, height, width] = shape;
  const across = plane === "yz" ? depth : width;
  const down = plane === "xz" ? depth : height;
  const at = (row: number, column: number) => {
    const [z, y, x] =
      plane === "xy" ? [index, row, column] : plane === "xz" ? [row, index, column] : [column, row, index];
    return (z * height + y) * width + x;
  };
  const places = Array.from({ length: across * down }, (_, place) => at(Math.floor(place / across), place % across));
  return {
    width: across,
    height: down,
    image: Uint8Array.from(places, (place) => image[place]!),
    labels: mapping && Uint8Array.from(places, (place) => mapping.values[labels[place]!]!.classIndex),
  };
}

/** The truth, shifted by as many pixels as the trial's number, with one class lost on some slices. */
function prediction({ shape, labels }: FakeStack, trial: number, z: number): Uint8Array<ArrayBuffer> {
  const truth = sliceOf(labels, shape, z);
  return truth.map((_, index) => {
    const shifted = truth[Math.max(0, index - trial * 2)]!;
    return trial === 1 && z % 5 === 0 && shifted === 3 ? 1 : shifted;
  });
}

const difference = (one: Uint8Array, other: Uint8Array): number =>
  one.reduce((sum, label, index) => sum + (label === other[index] ? 0 : 1), 0) / one.length;

/** Has a store follow the study of its fake studio, and nothing else of what opening one changes. */
export const followFake = (store: StudioStore, client: Pick<StudioApi, "study">): Promise<void> =>
  store.getState().followStudy(
    (listener) => client.study.listen(listener),
    () => undefined,
  );
