import * as Comlink from "comlink";
import { stackWriters } from "../../catalog/exports/index.ts";
import { maskStack, placeNotes, probabilityStack } from "../../catalog/exports/maskStack.ts";
import type { ExportStack } from "../../catalog/exports/stack.ts";
import { catalogParts } from "../../catalog/parts.ts";
import { stageEditEvent } from "../../core/stages/edits.ts";
import { StudioError } from "../../core/errors.ts";
import { parseRecipe } from "../../core/space/recipeSchema.ts";
import { specOf } from "../../core/study/studyTask.ts";
import { PROPOSED_AND_BASELINES } from "../../core/study/architecture.ts";
import { bestTrial } from "../../core/study/ranking.ts";
import type { Study } from "../../core/study/study.ts";
import type { StudyEvent } from "../../core/study/events.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { keepStudy, unpackStudy, type UnpackedStudy } from "../../storage/studyFile.ts";
import { damageText } from "../../storage/studyLog.ts";
import { createDevices } from "../devices.ts";
import { guardReader, type ReaderThread } from "../reading/guard.ts";
import type { CompareApi, LibraryApi, StudioApi, StudyApi, StudyListener, StudyStart } from "../studioApi.ts";
import type { TrainerThread } from "../trainerThread.ts";
import { askWhatIf, sampleMembers, typicalStep } from "../whatIf.ts";
import type { Clock } from "./clock.ts";
import { createDataRoom } from "./dataRoom.ts";
import { createLibrary } from "./library.ts";
import { openStudy, type OpenStudy } from "./openStudy.ts";
import { oneFile } from "./oneFile.ts";
import { packOpenStudy } from "./packOpenStudy.ts";
import { createPredictions, type Predictions } from "./predictions.ts";
import { refuseBusy, type StudyLock, type StudyLocks } from "./studyLocks.ts";
import type { Tabs } from "./tabs.ts";

/** How long another tab may take to write its checkpoints and let go of a study. */
const TAKE_OVER_MILLISECONDS = 60_000;

/** What a studio stands on. */
export interface StudioGround {
  readonly files: FileStore;
  /** Whether the files outlive the tab. */
  readonly isDurable: boolean;
  readonly locks: StudyLocks;
  readonly tabs: Tabs;
  readonly spawnTrainer: () => TrainerThread;
  readonly spawnReader: () => ReaderThread;
  readonly clock: Clock;
  /** Cores to train on, and what tells this machine from another whose measured speeds do not count here. */
  readonly machine: { readonly cores: number; readonly name: string };
}

interface CurrentStudy {
  readonly study: OpenStudy;
  readonly predictions: Predictions;
  /** Resolves once this tab writes the study; null once it will not. */
  readonly owned: Promise<StudyLock | null>;
  readonly stopWaiting: AbortController;
}

/** Everything behind the page: voxels, studies, threads and storage. */
export function createStudio(ground: StudioGround): StudioApi {
  const { files, isDurable, locks, tabs, spawnTrainer, clock, machine } = ground;
  const data = createDataRoom(guardReader(ground.spawnReader));
  const devices = createDevices({ files, spawn: spawnTrainer, ...machine });
  const library = createLibrary({ files, isDurable, locks });
  let current: CurrentStudy | null = null;
  let listener: StudyListener | null = null;
  let listed: (() => void) | null = null;
  /** A study file that was read, until it is kept or left. */
  let inspected: UnpackedStudy | null = null;

  tabs.onMessage((message) => {
    if (message.type === "listed") listed?.();
    else if (message.id !== current?.study.id) return;
    else if (message.type === "takeOver") void handOver(message.id);
    else void current.study.follow(message);
  });

  const opened = () => {
    if (!current) throw new StudioError("NotFound", "No study is open.");
    return current;
  };
  const study = (): OpenStudy => opened().study;
  const record = async (event: StudyEvent) => study().record(event);

  async function closeCurrent(): Promise<void> {
    const closing = current;
    current = null;
    closing?.stopWaiting.abort();
    await closing?.study.close();
  }

  /** Opens a study to write it, or to follow it where another tab does; then it is this tab's once the other lets go. */
  async function openFolder(id: string): Promise<OpenStudy> {
    await closeCurrent();
    return openWith(id, await locks.take(id));
  }

  async function openWith(id: string, lock: StudyLock | null): Promise<OpenStudy> {
    const folder = library.folder(id);
    const parts = {
      id,
      folder,
      dataset: () => data.dataset(),
      defaultDevice: () => devices.choose("auto"),
      watcher: () => listener,
      lock,
      tabs,
      storage: library.storage(id),
      spawnTrainer,
      clock,
    };
    const next = openStudy(await folder.readLog(), parts);
    const stopWaiting = new AbortController();
    const owned = lock ? Promise.resolve(lock) : inherit(next, stopWaiting.signal);
    current = { study: next, predictions: createPredictions(next), owned, stopWaiting };
    if (!lock) await next.follow({ type: "events", id, from: Infinity, events: [] });
    return next;
  }

  async function inherit(followed: OpenStudy, signal: AbortSignal): Promise<StudyLock | null> {
    const lock = await locks.wait(followed.id, signal);
    if (lock) await followed.own(lock);
    return lock;
  }

  /** Another tab takes the open study: stop, keep checkpoints, let go, and follow it from then on. */
  async function handOver(id: string): Promise<void> {
    if (!current?.study.isOwner()) return;
    await closeCurrent();
    const followed = await openWith(id, null);
    await followed.tellAll();
    listener?.status(followed.status());
  }

  const choose = ({ spec, lostDevices }: Study, device: StudyStart["device"]) =>
    devices.choose(device, typicalStep(spec), lostDevices);

  const studyApi: StudyApi = {
    calibrate: (again) => devices.calibrate(again),
    async start({ plan, workers, device, pace }) {
      const dataset = data.dataset();
      const id = library.newId();
      const folder = library.folder(id);
      await folder.writeDataset(dataset);
      await folder.writeSource(data.source());
      await folder.log.append([{ type: "studyCreated", spec: specOf(dataset, plan) }]);
      const opened = await openFolder(id);
      tabs.tell({ type: "listed" });
      opened.start({ choice: await choose(opened.study(), device), slots: workers || machine.cores, pace });
      return id;
    },
    async takeOver({ workers, device, pace }) {
      const { study: followed, owned } = opened();
      const wasRunning = (await locks.elsewhere()).get(followed.id) === "running";
      tabs.tell({ type: "takeOver", id: followed.id });
      const late = new Promise<null>((resolve) => clock.after(TAKE_OVER_MILLISECONDS, () => resolve(null)));
      if (!(await Promise.race([owned, late])))
        throw new StudioError("StudyBusy", "The other tab does not answer. Close it, and the study goes on here.");
      if (wasRunning) await studyApi.resume({ workers, device, pace });
    },
    async resume({ workers, device, pace, limit, through }) {
      const opened = study();
      opened.start({
        choice: await choose(opened.study(), device),
        slots: workers || machine.cores,
        pace,
        ...(limit !== undefined && { limit }),
        ...(through !== undefined && { through }),
      });
    },
    setPace(pace) {
      study().setPace(pace);
      return Promise.resolve();
    },
    async command(command) {
      if (command === "finish") study().finish();
      else if (study().isOwner()) await study().interrupt();
      else refuseBusy("pause it");
    },
    cancelTrial(trial) {
      study().cancelTrial(trial);
      return Promise.resolve();
    },
    pin: (trial, isPinned) => record({ type: "trialPinned", trial, isPinned }),
    editStages: async (edit) => record(stageEditEvent(study().study(), edit, catalogParts)),
    rename: (name) => (current ? record({ type: "renamed", name }) : data.rename(name).then(() => undefined)),
    addBaseline: (network) => record({ type: "baselineAdded", stage: 0, network }),
    async listen(next) {
      listener = next;
      if (current) next.status(current.study.status());
      await current?.study.tellAll();
    },
    previews: async (trial) => study().previews(trial),
    setPreviewSlice: (z) => Promise.resolve(void (study().previewSlice = z)),
  };

  /** Where the study's stack lies, while its data are open. */
  function placeOfOpen(): Pick<ExportStack, "geometry"> {
    try {
      const { geometry } = study().dataset().volume;
      return geometry ? { geometry } : {};
    } catch {
      return {};
    }
  }

  const compareApi: CompareApi = {
    async prediction(trial, z) {
      const { predictions } = opened();
      return { width: predictions.width, height: predictions.height, labels: await predictions.slice(trial, z) };
    },
    predictedPlane: (trial, plane, index) => opened().predictions.plane(trial, plane, index),
    async probability(trial, z, classIndex) {
      const { predictions } = opened();
      const values = await predictions.probability(trial, z, classIndex);
      return Comlink.transfer({ width: predictions.width, height: predictions.height, values }, [values.buffer]);
    },
    async uncertainty(trial, z) {
      const { predictions } = opened();
      const values = await predictions.uncertainty(trial, z);
      return Comlink.transfer({ width: predictions.width, height: predictions.height, values }, [values.buffer]);
    },
    scores: (trial, where) =>
      "z" in where
        ? opened().predictions.sliceScores(trial, where.z)
        : opened().predictions.partScores(trial, where.part),
    disagreement: (a, b) => opened().predictions.disagreement(a, b),
    placePoint: (at, tail, note) =>
      record({ type: "pointPlaced", point: { id: (study().study().points.at(-1)?.id ?? 0) + 1, at, tail, note } }),
    async editPoint(id, note) {
      const point = study()
        .study()
        .points.find((other) => other.id === id);
      if (point) await record({ type: "pointPlaced", point: { ...point, note } });
    },
    removePoint: (id) => record({ type: "pointRemoved", id }),
    async exportMask(trial, { format, content }) {
      const { shape, voxelSizeNm, datasetName, classes } = study().study().spec.task;
      const { predictions } = opened();
      const where = { shape, voxelSizeNm, ...placeOfOpen() };
      const writer = stackWriters.get(format);
      const { stack, notes } =
        content === "classes"
          ? maskStack(where, await predictions.whole(trial), { writer, classes, values: "original" })
          : { stack: probabilityStack(where, await predictions.probabilities(trial), classes), notes: [] };
      const name = `${datasetName} trial ${study().study().trials.at(trial)!.label}${content === "classes" ? "" : " probabilities"}`;
      const file = oneFile(name, writer.write(name, stack));
      return Comlink.transfer({ ...file, notes: [...notes, ...placeNotes(stack, writer)] }, [file.bytes.buffer]);
    },
  };

  const libraryApi: LibraryApi = {
    list: () => library.list(current?.study.isRunning() ? current.study.id : null),
    watch(changed) {
      listed = changed;
      return Promise.resolve();
    },
    async open(id) {
      await closeCurrent();
      const folder = library.folder(id);
      const dataset = await folder.readDataset();
      const source = (await folder.readSource()) ?? {};
      if (dataset) await data.openDataset(dataset, source);
      const { task } = (await openFolder(id)).study().spec;
      if (!dataset && source.sample !== undefined) {
        await data.openSample(source.sample);
        await data.useSplit(task.split);
      }
      const state = await data.state();
      return { data: state, hasData: state.datasetId === task.datasetId };
    },
    async remove(id) {
      if (current?.study.id === id && current.study.isOwner()) await closeCurrent();
      await library.remove(id);
      tabs.tell({ type: "listed" });
    },
    async undoRemove(id) {
      await library.undoRemove(id);
      tabs.tell({ type: "listed" });
    },
    async exportStudy({ withData }) {
      const bytes = await packOpenStudy(study(), files, library.path(study().id), { withData });
      return Comlink.transfer({ name: `${study().study().spec.name}.cristae.zip`, bytes }, [bytes.buffer]);
    },
    async inspect(file) {
      const unpacked = await unpackStudy(new Uint8Array(await file.arrayBuffer()));
      inspected = unpacked;
      const { study } = unpacked;
      const names = Object.keys(unpacked.files);
      return {
        spec: study.spec,
        ended: study.trials.ended.size,
        best: bestTrial(study, { kinds: PROPOSED_AND_BASELINES }),
        problem: unpacked.damage && damageText(unpacked.damage),
        hasData: names.includes("data.bin"),
        hasWeights: names.some((name) => name.startsWith("weights/")),
      };
    },
    leaveInspected() {
      inspected = null;
      return Promise.resolve();
    },
    async keepInspected() {
      if (!inspected) throw new StudioError("NotFound", "No study file is open; choose it again.");
      const id = library.newId();
      await keepStudy(inspected, files, library.path(id));
      inspected = null;
      return id;
    },
    parseRecipe: (json) => Promise.resolve(parseRecipe(json)),
  };

  return {
    data,
    space: {
      whatIf: (question) => Promise.resolve(askWhatIf(question)),
      gallery: (question, count) => Promise.resolve(sampleMembers(question, count)),
    },
    study: studyApi,
    compare: compareApi,
    library: libraryApi,
  };
}
