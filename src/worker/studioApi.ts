import type { CrfSettings } from "../core/crf/settings.ts";
import type { StackWriter } from "../catalog/exports/stack.ts";
import type { BaselineWish } from "./onnx/onnxBaseline.ts";
import type { NetworkOutput, Proof } from "../catalog/networkFormats/networkFormat.ts";
import type { SurrogatePlane, SurrogateQuestion } from "../catalog/strategies/blackbox/surrogatePlane.ts";
import type { StageEdit } from "../core/stages/edits.ts";
import type { ErrorRecord } from "../core/errors.ts";
import type { BallStroke } from "../core/image/painting/ball.ts";
import type { EditPlace } from "../core/image/painting/labelEdit.ts";
import type { PlaneMask } from "../core/image/painting/planeMask.ts";
import type { Suggestion, SuggestionGain } from "../core/image/suggesting/mostDisputed.ts";
import type { Plane, Rect } from "../core/image/plane.ts";
import type { Place } from "../core/image/correction/accepting.ts";
import type { CorrectionMode } from "../core/image/correction/modes.ts";
import type { Range, Region, Part, Split } from "../core/image/dataset.ts";
import type { LearntSpeed } from "../core/judging/prediction.ts";
import type { MetricId, Scores } from "../core/judging/scores.ts";
import type { ClassFinding } from "../core/image/checkClasses.ts";
import type { ArrayChoice } from "../core/image/decode.ts";
import type { StoredArray } from "../core/image/format.ts";
import type { ClassObjectRules, ClassObjects } from "../core/image/objects/classObjects.ts";
import type { Surface } from "../core/image/surface/classSurface.ts";
import type { Reduction } from "../core/image/surface/reduction.ts";
import type { LabelMapping } from "../core/image/labelMap.ts";
import type { SplitEdge } from "../core/image/splitEdges.ts";
import type { Intensities, Shape3, VoxelArray } from "../core/image/volume.ts";
import type { Illegality } from "../core/network/decoded.ts";
import type { Network } from "../core/network/network.ts";
import type { Choice } from "../core/options.ts";
import type { DeviceFigures } from "../core/run/device.ts";
import type { Diversity } from "../core/judging/diversity.ts";
import type { Pace } from "../core/judging/pace.ts";
import type { Genotype, SpaceTask } from "../core/space/space.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { StudySpec } from "../core/study/spec.ts";
import type { Trial } from "../core/study/trial.ts";
import type { StudyChange } from "../core/study/change.ts";
import type { ComparisonPoint, StudyEvent } from "../core/study/events.ts";
import type { StudyPlan } from "../core/study/studyTask.ts";
import type { TrialProgress } from "../core/run/evaluator.ts";
import type { Cost } from "../core/study/trial.ts";
import type { Frame } from "../core/study/film.ts";

/**
 * What the page may ask of the studio worker. Every argument and result is plain data (typed arrays are transferred), callbacks
 * are Comlink proxies, and errors keep their `name` and `message`.
 */
export interface StudioApi {
  readonly data: DataApi;
  readonly space: SpaceApi;
  readonly study: StudyApi;
  readonly paint: PaintApi;
  readonly correct: CorrectApi;
  readonly live: LiveApi;
  readonly compare: CompareApi;
  readonly newStack: NewStackApi;
  readonly surfaces: SurfacesApi;
  readonly objects: ObjectsApi;
  readonly library: LibraryApi;
}

// Data room -----------------------------------------------------------------------------------------------------------

export interface SampleInfo {
  readonly id: string;
  readonly label: string;
  /** Such as "seven classes, serial block-face". */
  readonly summary: string;
  readonly shape: Shape3;
  readonly classNames: readonly string[];
}

/** A dropped or chosen file with its path inside a dropped folder ("stack/z001.png"). */
export interface NamedFile {
  readonly path: string;
  readonly file: Blob;
}

export type Role = "image" | "labels";

/** A file from which it is not clear what to take: several arrays, channels or time points, complex numbers, or more than fits. */
export interface OpenQuestion {
  readonly sourceId: number;
  readonly name: string;
  /** The host it is read from, where that is not this machine. */
  readonly host?: string;
  readonly arrays: readonly StoredArray[];
}

/** What to take of one array of a file. */
export interface ArrayPick {
  readonly index: number;
  readonly role: Role;
  readonly choice: ArrayChoice;
}

export interface OpenListener {
  progress(text: string): void;
  /** The picks; none where the file is to be left out. */
  choose(question: OpenQuestion): Promise<readonly ArrayPick[]>;
}

/** One opened stack, without its voxels. */
export interface StackInfo {
  readonly name: string;
  /** Such as "TIFF, 50 pages, 16-bit". */
  readonly format: string;
  readonly shape: Shape3;
  readonly dtype: string;
  readonly bytes: number;
  readonly voxelSizeNm: readonly [z: number, y: number, x: number] | null;
  readonly intensities: Intensities;
  readonly histogram: Uint32Array<ArrayBuffer>;
  /** Window that the image is first shown with. */
  readonly window: readonly [low: number, high: number];
  /** SHA-256 of the voxels, hexadecimal. */
  readonly hash: string;
  readonly warnings: readonly string[];
  /** Where the stack is joined from several volumes, one after the other: their names and slices. */
  readonly subjects?: readonly { readonly name: string; readonly slices: Range }[];
}

/** Nanometres along z, y and x; null where nobody has said. */
export type AxisSizes = readonly [z: number | null, y: number | null, x: number | null];

/**
 * One edit of the open data. It names what it changes and carries nothing that the page merely saw, so that edits may be on their
 * way at the same time. A class is named by a label value that it holds: rows move, values do not.
 */
export type DataEdit =
  | { readonly type: "voxelSize"; readonly axis: "z" | "y" | "x"; readonly nm: number | null }
  | { readonly type: "nameClass"; readonly value: number; readonly name: string }
  | { readonly type: "colorClass"; readonly value: number; readonly color: string }
  | { readonly type: "leaveOutClass"; readonly value: number }
  | { readonly type: "mergeClass"; readonly value: number; readonly into: number }
  /** Classes, each named by a value, into one; values of one class count once. */
  | { readonly type: "mergeClasses"; readonly values: readonly number[]; readonly into: number }
  | { readonly type: "makeClass"; readonly value: number }
  | { readonly type: "addClass"; readonly name: string }
  | { readonly type: "splitAxis"; readonly axis: Split["axis"] }
  | { readonly type: "gap"; readonly gap: number }
  | ({ readonly type: "moveEdge"; readonly edge: SplitEdge } & ({ readonly to: number } | { readonly by: number }));

/** What the data room does when a notice is answered. */
export type DataActionId =
  | "closeLabels"
  | "takeObjects"
  | "takeBoundedObjects"
  | "useCommonSlices"
  | "markZeroUnlabelled"
  | "replaceNonFinite"
  | "dismissRemarks";

/**
 * What is learnt of labels: their classes; these with a class of boundaries where they meet; or objects, one by every value but 0, with
 * boundaries between them.
 */
export type LearningTarget = "classes" | "boundedClasses" | "objects";
/** Answers to a notice that change how networks are trained: the page does them. */
export type PlanActionId = "useClassWeights" | "balancePatches";

/** Something about the data a user should know before searching. */
export interface DataNotice {
  /** The dropped file it is about, where it is about one. */
  readonly file?: string;
  readonly kind:
    | ClassFinding["kind"]
    | "sizesDiffer"
    | "rareClasses"
    | "lossyLabels"
    | "zeroIsBackground"
    | "notUnderstood"
    | "fileWarning"
    | "notFinite"
    | "namesDiffer"
    | "paintingDamaged";
  readonly severity: "error" | "warning" | "note";
  readonly title: string;
  readonly text: string;
  /** Offers that would help. */
  readonly actions: readonly NoticeAction[];
}

export interface NoticeAction {
  readonly id: DataActionId | PlanActionId;
  readonly label: string;
}

/** Everything the Data room shows. Exactly one is open at a time. */
export interface DataState {
  /** Grows with every change, so that an answer that was overtaken is told from the newest. */
  readonly revision: number;
  readonly name: string;
  /** Id of the sample that is open; null for data of one's own. */
  readonly sample: string | null;
  readonly image: StackInfo | null;
  readonly labels: StackInfo | null;
  readonly mapping: LabelMapping | null;
  /** Names of labels of the same image by others. */
  readonly experts: readonly string[];
  /** What was painted; null where the labels are not painted on. */
  readonly painting: PaintingState | null;
  /** Set while slices are corrected: image, labels and painting are theirs then. */
  readonly correction: CorrectionState | null;
  readonly target: LearningTarget;
  readonly split: Split | null;
  readonly gap: number;
  /** As far as it is known; the image has a voxel size once it is known along all axes. */
  readonly voxelSizeNm: AxisSizes;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Share of the voxels of slice z (or of column block, for a split by columns) in class k, at [k * depth + z]. */
  readonly presence: Float32Array<ArrayBuffer> | null;
  /** Labelled voxels of each class in the training part, once image, labels and split are there. */
  readonly trainingVoxels: readonly number[] | null;
  readonly notices: readonly DataNotice[];
  /** Set once image, labels and split fit together: a search can start. */
  readonly datasetId: string | null;
}

/** One plane through the stack. `labels` holds class indices (255 unlabelled). Row-major, width runs fastest. */
export interface PlanePixels {
  readonly width: number;
  readonly height: number;
  readonly image: VoxelArray;
  readonly labels: Uint8Array<ArrayBuffer> | null;
  /** What a network proposes, where slices are corrected. */
  readonly proposed?: Uint8Array<ArrayBuffer>;
}

export interface DataApi {
  samples(): Promise<readonly SampleInfo[]>;
  /** A small picture of a sample for its card: one slice with its class indices. */
  samplePreview(id: string): Promise<PlanePixels & { readonly classColors: readonly string[] }>;
  openSample(id: string): Promise<DataState>;
  /** Decodes files, groups series, proposes which is image and which labels; files join what is open (a lone label stack joins an open image). */
  openFiles(files: readonly NamedFile[], listener: OpenListener): Promise<DataState>;
  /** Takes labels of the open image by somebody else beside the open ones. Throws "NotFound" without labels, "BadInput" where sizes or classes do not fit. */
  openExpert(files: readonly NamedFile[], listener: OpenListener): Promise<DataState>;
  closeExpert(index: number): Promise<DataState>;
  /** How far the open labels and those of the others agree, the mean over all pairs; null where there are no others. */
  agreement(where: { readonly z: number } | { readonly part: Part }): Promise<Scores | null>;
  /** Opens a file or an array folder at an address (https, or http on this machine). */
  openAddress(url: string, listener: OpenListener): Promise<DataState>;
  /** One slice of an array that a question is about, before anything else of it is read. */
  preview(sourceId: number, index: number, choice: ArrayChoice): Promise<PlanePixels>;
  /** Chooses what is learnt of the open labels. Throws StudioError "BadInput" where they are painted, or cannot be so. */
  learn(target: LearningTarget): Promise<DataState>;
  /** Carries out an action of a notice. */
  act(actionId: DataActionId): Promise<DataState>;
  /** Edits are applied in the order of the calls. Throws "BadInput" or "NotFound" where one cannot be. */
  edit(edit: DataEdit): Promise<DataState>;
  /** Takes back the last edit; nothing happens where there is none. */
  undo(): Promise<DataState>;
  redo(): Promise<DataState>;
  swap(): Promise<DataState>;
  close(role: Role): Promise<DataState>;
  rename(name: string): Promise<DataState>;
  plane(plane: Plane, index: number): Promise<PlanePixels>;
  /** A section of each patch of one training step; another `draw` gives others. Throws "BadInput" without a pair, or for a stack that it would cost too much to prepare. */
  batch(recipe: BatchRecipe, draw: number): Promise<readonly PlanePixels[]>;
  state(): Promise<DataState>;
}

/** What the patches of a training depend on. */
export type BatchRecipe = Pick<
  Recipe,
  "patch" | "batch" | "patchSampling" | "augmentation" | "input" | "trainingShare"
>;

// Painting of labels --------------------------------------------------------------------------------------------------

/** One thing that was done to labels. */
export interface EditNote extends EditPlace {
  /** Voxels that became others. */
  readonly voxels: number;
}

export interface PaintedValue {
  readonly voxels: number;
  readonly slices: readonly number[];
}

/** What was painted. */
export interface PaintingState {
  readonly id: string;
  /** SHA-256 over the chain of edits; the same labels painted alike have the same one. */
  readonly revision: string;
  /** What can be taken back, newest last. */
  readonly done: readonly EditNote[];
  /** What can be done again, next last. */
  readonly undone: readonly EditNote[];
  /** By label value: how many voxels have it, and which slices hold it, ascending. Values that are nowhere are left out. */
  readonly values: Readonly<Record<number, PaintedValue>>;
  readonly unlabelled: PaintedValue;
  /** That somebody worked on it; longer pauses count as one minute. */
  readonly seconds: number;
}

/** A plane that is looked at or painted on. */
export interface PlanePlace {
  readonly plane: Plane;
  readonly index: number;
}

/** What was painted on a plane: `value` where the mask is 1. */
export interface PlaneStroke extends EditPlace, PlaneMask {}

/** What a ball came over. */
export type BallWish = Omit<BallStroke, "spacing"> & PlanePlace;

/** A class of the labels, by its value, in the plane that is looked at. */
export interface PlaneClass extends PlanePlace {
  readonly value: number;
}

export interface SavedMask {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly notes: readonly string[];
}

/** What was painted in this browser. */
export interface KeptPainting {
  readonly id: string;
  /** Of the image. */
  readonly name: string;
  readonly shape: Shape3;
  /** Strokes and other things that were done. */
  readonly edits: number;
  readonly bytes: number;
  /** When it was painted on last; null where its log does not tell. */
  readonly changedAt: number | null;
}

export interface PaintAnswer {
  readonly painting: PaintingState;
  /** What became others; null where nothing did. */
  readonly box: Region | null;
  /** Class indices of what of it lies in the plane that is looked at. */
  readonly patch: { readonly rect: Rect; readonly labels: Uint8Array<ArrayBuffer> } | null;
}

/** Calls are carried out in their order. All but `begin`, `reopen`, `kept` and `remove` throw "NotFound" where no labels are painted on. */
export interface PaintApi {
  /** The open labels, or none yet, can be painted on from then on. Throws "NotFound" without an image, "StudyBusy" where another tab paints them. */
  begin(): Promise<DataState>;
  /** What was painted in this browser, with its image. Throws "NotFound" where it is not kept any more. */
  reopen(id: string): Promise<DataState>;
  /** What was painted in this browser, the newest first. */
  kept(): Promise<readonly KeptPainting[]>;
  /** Deletes one for good. Throws "StudyBusy" where it is being painted on. */
  remove(id: string): Promise<void>;
  stroke(stroke: PlaneStroke): Promise<PaintAnswer>;
  ball(wish: BallWish): Promise<PaintAnswer>;
  fillBetween(where: PlaneClass): Promise<PaintAnswer>;
  copyBefore(where: PlaneClass): Promise<PaintAnswer>;
  /** The labels as a mask of class numbers, 255 where nothing is labelled, in a format of `stackWriters`; and what that cannot hold. */
  save(format: string): Promise<SavedMask>;
  undo(shown: PlanePlace): Promise<PaintAnswer>;
  redo(shown: PlanePlace): Promise<PaintAnswer>;
}

// Training while one paints -------------------------------------------------------------------------------------------

/** What a small network makes of a slice, after it has been trained on what is painted. */
export interface LivePrediction {
  /** Trainings so far, each from the weights of the one before. */
  readonly passes: number;
  readonly steps: number;
  /** The revision of the labels that the last one learnt from. */
  readonly revision: string;
  /** From the wish to train to this prediction. */
  readonly seconds: number;
  readonly z: number;
  readonly width: number;
  readonly height: number;
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Normalised entropy, 0 … 1. */
  readonly uncertainty: Float32Array<ArrayBuffer>;
}

export interface LiveListener {
  predicted(prediction: LivePrediction): void | Promise<void>;
}

export interface LiveApi {
  /**
   * Trains a small network on what is painted, on and on, and tells what it makes of the slice that is looked at; resolves once it was
   * stopped. It has seen all that is painted, so that it is no network to be scored. Throws "BadInput" before two classes are painted.
   */
  train(z: number, listener: LiveListener): Promise<void>;
  /** Which slice is looked at now. */
  look(z: number): Promise<void>;
  /**
   * Where votes differ most, in slice z and some others; null where they agree. The last trainings vote, once there are two of them, and
   * the best networks of the open study, where it tells the same classes apart; these alone while nothing is trained. Throws "NotFound"
   * where nobody could vote.
   */
  whereNext(z: number): Promise<Suggestion | null>;
  /** What labelling the place that was suggested last has shown; null where none was. */
  gain(): Promise<SuggestionGain | null>;
  stop(): Promise<void>;
}

// Correction of predictions -------------------------------------------------------------------------------------------

/** Slices that a network predicted and somebody corrects. */
export interface CorrectionState {
  /** The stage that is trained on by it, and the number of the round, from 1. */
  readonly stage: number;
  readonly round: number;
  readonly slices: Range;
  /** The label of the trial that predicted them. */
  readonly trial: string;
}

/** What a round of correction is worth, on one of its slices. Row-major. */
export interface CorrectionMaps {
  readonly width: number;
  readonly height: number;
  readonly image: VoxelArray;
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly corrected: Uint8Array<ArrayBuffer>;
  /** How near a voxel is to a mistake, 0 … 1. */
  readonly errors: Float32Array<ArrayBuffer>;
  /** What it counts in the training. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/** Rounds of correction of the open study. All that write throw "StudyBusy" where another tab writes it, and all "NotFound" for a stage that corrects nothing. */
export interface CorrectApi {
  /**
   * Predicts slices by the last round, or by what the stage works on, and opens them to be corrected: those that are named, or the next
   * few of which least is known. Throws "BadInput" for slices that scores are measured on.
   */
  propose(wish: { readonly stage: number; readonly slices: Range | { readonly count: number } }): Promise<DataState>;
  /** Opens what was proposed before, with all that was done to it. */
  open(stage: number): Promise<DataState>;
  /** Shows the open data again; what was corrected is kept. */
  leave(): Promise<DataState>;
  /** Gives up what was proposed. */
  discard(stage: number): Promise<DataState>;
  /** The connected part at a pixel as it is proposed, where nothing was decided yet; or as `instead`, the class of an index. */
  accept(at: Place, instead?: number): Promise<PaintAnswer>;
  /** All that is not decided yet, in one slice or in all, as it is proposed. */
  acceptRest(shown: PlanePlace, slices: Range): Promise<PaintAnswer>;
  /** Writes what was corrected down as a round of its stage, which trains when the study goes on. Throws "BadInput" where nothing was. */
  finish(mode: CorrectionMode): Promise<DataState>;
  /** `round` from 1. Throws "NotFound" where its masks were not kept. */
  maps(stage: number, round: number, z: number): Promise<CorrectionMaps>;
}

// Space room ----------------------------------------------------------------------------------------------------------

export interface SpaceQuestion {
  readonly spaceId: string;
  readonly settings: unknown;
  readonly task: SpaceTask;
  readonly batch: number;
  readonly memoryCap: number;
  readonly seed: number;
  readonly samples: number;
}

/** What a search on these ranges would be like, from sampled members. */
export interface WhatIf {
  /** Number of distinct genotypes. */
  readonly count: number;
  /** Number of distinct networks, where the space can count them. */
  readonly networks?: number;
  readonly samples: number;
  /** One entry per legal sample. */
  readonly costs: readonly Cost[];
  /** Share of the members that decode to a network: counted where the space can, else of the draws. */
  readonly legalShare: { readonly share: number; readonly isExact: boolean };
  /** How far the legal draws spread. */
  readonly diversity: Diversity;
  /** The draws that were turned down, the most frequent reason first. */
  readonly rejected: readonly Rejection[];
  readonly milliseconds: number;
}

/** Draws that were turned down for one reason. */
export interface Rejection {
  readonly kind: Illegality["kind"] | "memory";
  readonly because: string;
  /** The ranges of the editor that are to blame; empty where none is. */
  readonly range: string;
  /** Of all draws. */
  readonly share: number;
}

export interface SampledMember {
  readonly genotype: Genotype;
  readonly key: string;
  readonly description: string;
  readonly network: Network;
  readonly cost: Cost;
}

export interface SpaceApi {
  whatIf(question: SpaceQuestion): Promise<WhatIf>;
  gallery(question: SpaceQuestion, count: number): Promise<readonly SampledMember[]>;
  /** A plane through the surrogate of points that were tried. */
  surrogate(question: SurrogateQuestion): Promise<SurrogatePlane>;
}

// Search room ---------------------------------------------------------------------------------------------------------

/** What a device of this machine did in the calibration, and in trainings since. */
export interface DeviceReport extends DeviceFigures, LearntSpeed {
  readonly id: "cpu" | "simd" | "webgpu";
}

export interface StudyStart {
  readonly plan: StudyPlan;
  readonly workers: number;
  readonly device: "auto" | DeviceReport["id"];
  readonly pace: Pace;
}

/** Whether what is shown outlives the tab. */
export interface KeptState {
  /** False without private storage (plain http, some private windows): everything is gone with the tab. */
  readonly isDurable: boolean;
  /** Why the last change could not be written, or what became of what was; null where all is well. */
  readonly problem: ErrorRecord | null;
}

export interface LiveStatus {
  readonly studyId: string;
  /** "elsewhere": another tab writes the study; this one follows and changes nothing. */
  readonly owner: "here" | "elsewhere";
  readonly kept: KeptState;
  /** What is wrong with its log; such a study is looked at and not changed. */
  readonly damage: string | null;
  /** Where each running trial stands. */
  readonly running: readonly TrialProgress[];
  readonly device: DeviceReport["id"] | null;
  readonly slots: number;
  readonly state: "idle" | "running" | "finishing" | "stopping";
  /** When the last event was written where it outlives the tab; null before that. */
  readonly savedAt: number | null;
}

/** Prediction of a trial on one slice while it trains; smaller than the slice where it comes from the study's folder or another tab. */
export interface TrialPreview extends Frame {
  readonly trial: number;
}

export interface StudyListener {
  /** What came to the open study; the first parts make it, the later ones change it. */
  study(change: StudyChange): void | Promise<void>;
  /** A device was given up while the study ran. */
  deviceLost(event: Extract<StudyEvent, { type: "deviceLost" }>): void;
  status(status: LiveStatus): void;
  preview(preview: TrialPreview): void;
}

/** A file as the page has read it. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type RunCommand = "finish" | "interrupt";

export interface StudyApi {
  calibrate(again: boolean): Promise<readonly DeviceReport[]>;
  /** Makes the study and begins it; resolves with its id once the first event is on disk. */
  start(start: StudyStart): Promise<string>;
  /** The tab that writes the open study stops with its checkpoints, and this one writes it; it goes on where it ran. Throws "StudyBusy" where the other tab does not answer. */
  takeOver(options: Pick<StudyStart, "workers" | "device" | "pace">): Promise<void>;
  /** Goes on with an open study; `limit` is how many further candidates may be asked (1 = "step one"), `through` the last stage to work on. */
  resume(options: {
    readonly workers: number;
    readonly device: StudyStart["device"];
    readonly pace: Pace;
    readonly limit?: number;
    readonly through?: number;
  }): Promise<void>;
  /** Changes the pace of what runs. */
  setPace(pace: Pace): Promise<void>;
  command(command: RunCommand): Promise<void>;
  cancelTrial(trial: number): Promise<void>;
  pin(trial: number, isPinned: boolean): Promise<void>;
  /** Changes the stages behind those that have begun, or the size of one that has. Throws "BadInput" where they do not fit together. */
  editStages(edit: StageEdit): Promise<void>;
  rename(name: string): Promise<void>;
  /** Queues a network of the catalog as a pinned trial of the open study. */
  addBaseline(network: Choice): Promise<void>;
  /** Puts a member of a search's space into that search; it is the next to be trained, with the next run if none goes. */
  queueMember(stage: number, genotype: Genotype): Promise<void>;
  /**
   * Keeps an ONNX file with the open study and queues its network to be scored as a pinned trial. Throws "BadNetworkFile" for what cannot
   * be run, "BadInput" for an output that does not fit the study's classes or a plan without a search.
   */
  addOnnxBaseline(file: NamedBytes, wish: BaselineWish): Promise<void>;
  /** Tells the listener the open study, if one is, and from then on all that comes to it; resolves when it has the study. */
  listen(listener: StudyListener): Promise<void>;
  /** Slices kept from a trial while it trained, oldest first. */
  previews(trial: number): Promise<readonly TrialPreview[]>;
  /** The last slice kept from each of these trials that has one; small, and only of the open study. */
  lastPreviews(trials: readonly number[]): Promise<readonly TrialPreview[]>;
  /** Which slice previews are made of. */
  setPreviewSlice(z: number): Promise<void>;
}

// Compare room --------------------------------------------------------------------------------------------------------

/** A format of `networkFormats`, and what the network gives. */
export interface NetworkWish {
  readonly format: string;
  readonly output: NetworkOutput;
  /** SPDX identifier of the licence that it is given away under; null where none is stated. */
  readonly licence: string | null;
}

/** What a browser saves of an exported network; several files come zipped. */
export interface ExportedFiles {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Null for a format that cannot be run here. */
  readonly proof: Proof | null;
}

export interface TrialPlane {
  readonly width: number;
  readonly height: number;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** What of a prediction is written, and in which format (an id of `stackWriters`). Several files come zipped. */
export interface MaskWish {
  readonly format: string;
  readonly content: "classes" | "probabilities" | "entropy";
}

/** A format that masks are written in. */
export type MaskFormat = Pick<StackWriter, "id" | "label" | "holdsChannels">;

export interface CompareApi {
  /**
   * Predicted classes of a trial's kept weights on slice z, computed once per trial and kept. Throws "NotFound" when its weights were
   * not kept, "TestClosed" for a slice of the test part before that is opened, as do all that look at a slice; other views leave it out.
   */
  prediction(trial: number, z: number): Promise<TrialPlane>;
  /** The same after a conditional random field within the slice; the probabilities it begins with are kept, so that sliders can move it. */
  refined(trial: number, z: number, settings: CrfSettings): Promise<TrialPlane>;
  /** The same on a plane across the slices; predicts the whole stack the first time. */
  predictedPlane(trial: number, plane: Plane, index: number): Promise<TrialPlane>;
  /** Probability of one class, 0 … 1. */
  probability(
    trial: number,
    z: number,
    classIndex: number,
  ): Promise<{ readonly width: number; readonly height: number; readonly values: Float32Array<ArrayBuffer> }>;
  /** Normalised entropy of the class probabilities, 0 … 1. */
  uncertainty(
    trial: number,
    z: number,
  ): Promise<{ readonly width: number; readonly height: number; readonly values: Float32Array<ArrayBuffer> }>;
  /** Scores on one slice, or on a part of the split. */
  scores(trial: number, where: { readonly z: number } | { readonly part: Part }): Promise<Scores>;
  /** Share of voxels that differ, per slice. It says after each slice how many of those that may be seen both have predicted. */
  disagreement(
    trialA: number,
    trialB: number,
    onProgress: (done: number, planned: number) => void | Promise<void>,
  ): Promise<Float32Array<ArrayBuffer>>;
  /** Places a point, or writes the one of its number anew. */
  placePoint(point: ComparisonPoint): Promise<void>;
  removePoint(id: number): Promise<void>;
  /** Lets predictions of the test part be seen from now on, which the study's log says. */
  openTest(): Promise<void>;
  /**
   * The network of a trial for other programs, run on a part of the data where it can be. Throws "NotProven" for a file that computes
   * something else, "NotFound" where weights were not kept, "BadInput" for a trial that is no network of its own.
   */
  exportNetwork(trial: number, wish: NetworkWish): Promise<ExportedFiles>;
  /** What a mask can be written in. The page asks: writers bring whole libraries, and are with the worker already. */
  maskFormats(): Promise<readonly MaskFormat[]>;
  /** The whole stack predicted, as a mask, as probabilities or as their entropy, in the format asked for. */
  exportMask(trial: number, wish: MaskWish): Promise<SavedMask>;
}

// Stacks that networks were not trained on ----------------------------------------------------------------------------

export interface NewStackWish {
  readonly trial: number;
  /** Bring mean and deviation of the grey values to those of the training. */
  readonly matchIntensity: boolean;
}

/** How far an image is like the one that a study was made on. */
export interface NewStackFacts {
  /** Sentences on what is not. */
  readonly warnings: readonly string[];
  readonly isGreyAlike: boolean;
}

export interface NewStackListener {
  progress(done: number, planned: number): void | Promise<void>;
}

/** The open image, segmented by a trial of the open study, which was made on another. All but `isNew` and `begin` throw "NotFound" while none is, or once the image was closed. */
export interface NewStackApi {
  /** Whether an image and a study are open, and the study was not made on the image. */
  isNew(): Promise<boolean>;
  /** Takes a trial to segment the image with, normalised as in its training. Throws "NotFound" where its weights were not kept, "BadInput" for what it cannot be run on. */
  begin(wish: NewStackWish): Promise<NewStackFacts>;
  /** Classes of a slice, predicted when it is first looked at; of a plane across the slices those that are predicted already, 255 elsewhere. */
  plane(plane: Plane, index: number): Promise<TrialPlane>;
  /** Normalised entropy of the class probabilities in a slice, 0 … 1. */
  doubt(
    z: number,
  ): Promise<{ readonly width: number; readonly height: number; readonly values: Float32Array<ArrayBuffer> }>;
  /** Predicts all slices that are missing; false where it was stopped before. */
  all(listener: NewStackListener): Promise<boolean>;
  stop(): Promise<void>;
  save(wish: MaskWish): Promise<SavedMask>;
  /** What is predicted for all slices becomes the labels of the image. */
  takeAsLabels(): Promise<DataState>;
  end(): Promise<void>;
}

// 3D view -------------------------------------------------------------------------------------------------------------

/** Whose classes are drawn: the open labels', or what a trial of the open study sees. */
export type SurfaceSource = { readonly of: "labels" } | { readonly of: "prediction"; readonly trial: number };

export interface SurfaceProgress {
  readonly doing: "predicting" | "drawing";
  /** Slices that are predicted, or classes that are drawn. */
  readonly done: number;
  readonly planned: number;
}

export interface ClassSurface extends Surface {
  readonly classIndex: number;
}

export interface SurfaceListener {
  /** Answers whether the surfaces are still wanted; where they are not, no more are found. */
  progress(progress: SurfaceProgress): boolean | Promise<boolean>;
  surface(surface: ClassSurface): void | Promise<void>;
}

export interface SurfacesApi {
  /** Finds the closed surface of each class that occurs, and how far the stack was reduced for it; null where it was stopped. Throws "NotFound" without labels, or when the weights of the trial were not kept. */
  draw(source: SurfaceSource, listener: SurfaceListener): Promise<{ readonly reduction: Reduction } | null>;
}

// Objects -------------------------------------------------------------------------------------------------------------

export interface ObjectProgress {
  readonly doing: "predicting" | "finding";
  /** Slices that are predicted. */
  readonly done: number;
  readonly planned: number;
}

export interface ObjectListener {
  progress(progress: ObjectProgress): void | Promise<void>;
}

export interface ObjectsApi {
  /**
   * The objects of classes of the open labels, or of what a trial sees without the closed test part, measured; null where it was stopped.
   * Throws "NotFound" without labels or when the weights of the trial were not kept, "BadInput" where labels are to be parted by a
   * probability, which they have none of.
   */
  find(source: SurfaceSource, rules: ClassObjectRules, listener: ObjectListener): Promise<ClassObjects | null>;
  stop(): Promise<void>;
}

// Studies -------------------------------------------------------------------------------------------------------------

export interface StudySummary {
  readonly id: string;
  readonly name: string;
  readonly datasetName: string;
  /** Best score so far, by the metric that the study goes by. */
  readonly best: number | null;
  readonly metric: MetricId;
  readonly done: number;
  readonly planned: number;
  readonly state:
    "done" | "interrupted" | "running" | "failed" | "damaged" | "unreadable" | "runsElsewhere" | "openElsewhere";
  /** Of a damaged or unreadable one: what is wrong with it. */
  readonly problem?: string;
  /** Best score after each ended trial. */
  readonly spark: readonly number[];
  readonly bytes: number;
  readonly changedAt: number;
}

/** What a study file holds, in plain data. */
export interface ImportedStudy {
  readonly spec: StudySpec;
  /** Trials that ended. */
  readonly ended: number;
  /** The best of what it proposed and of its baselines; null before one finished. */
  readonly best: Trial | null;
  /** Where its log is damaged; it can be looked at up to there. */
  readonly problem: string | null;
  readonly hasData: boolean;
  readonly hasWeights: boolean;
}

export interface Library {
  readonly studies: readonly StudySummary[];
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly isDurable: boolean;
}

export interface LibraryApi {
  list(): Promise<Library>;
  /** Calls back when another tab has changed what the list says. */
  watch(changed: () => void): Promise<void>;
  /** Opens a kept study: the listener is told of it while it is read, and of all that comes to it; its data come back with it where they are kept. */
  open(id: string, listener: StudyListener): Promise<{ readonly data: DataState; readonly hasData: boolean }>;
  /** Throws "StudyBusy" where another tab writes it. Hides the study; it is deleted for good when the page closes or `undoDelete` was not called within a minute. */
  remove(id: string): Promise<void>;
  undoRemove(id: string): Promise<void>;
  exportStudy(options: {
    readonly withData: boolean;
  }): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /** The trials named, in that order, in a format of the catalog. */
  exportTrials(
    format: string,
    trials: readonly number[],
  ): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /** What the open study found, as one HTML page. */
  exportReport(): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /** Reads a `.cristae.zip` without keeping it. Throws "BadStudyFile" with the reason. */
  inspect(file: Blob): Promise<ImportedStudy>;
  /** Keeps the file that was inspected last as a study of this browser; resolves with its id. Throws "NotFound" where it was left. */
  keepInspected(): Promise<string>;
  leaveInspected(): Promise<void>;
  /** Keeps the finished search that comes with the page, unless it is kept already; resolves with its id. Throws "NotLoaded". */
  keepFinished(): Promise<string>;
  /** The recipe checked field by field, for loading JSON. Throws "BadInput" naming the field. */
  parseRecipe(json: unknown): Promise<Recipe>;
}
