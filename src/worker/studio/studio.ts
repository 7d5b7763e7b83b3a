import * as Comlink from "comlink";
import { stackWriters } from "../../catalog/exports/index.ts";
import { maskStack } from "../../catalog/exports/maskStack.ts";
import type { ExportStack } from "../../catalog/exports/stack.ts";
import { StudioError } from "../../core/errors.ts";
import { parseRecipe } from "../../core/search/recipeSchema.ts";
import { checkStages } from "../../core/search/stages.ts";
import { taskOf } from "../../core/search/studyTask.ts";
import type { Study, StudyEvent } from "../../core/search/study.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { keepStudy, packStudy, unpackStudy } from "../../storage/studyFile.ts";
import { damageText, type LogDamage } from "../../storage/studyLog.ts";
import { spawnBrowserTrainer } from "../browserThread.ts";
import { createDevices } from "../devices.ts";
import { guardReader } from "../reading/guard.ts";
import { spawnBrowserReader } from "../reading/threads.ts";
import type { CompareApi, LibraryApi, StudioApi, StudyApi, StudyListener, StudyStart } from "../studioApi.ts";
import { askWhatIf, sampleMembers, typicalStep } from "../whatIf.ts";
import { createDataRoom } from "./dataRoom.ts";
import { createLibrary } from "./library.ts";
import { openStudy, type OpenStudy } from "./openStudy.ts";
import { oneFile } from "./oneFile.ts";
import { createPredictions, type Predictions } from "./predictions.ts";

const cores = Math.max(1, navigator.hardwareConcurrency);

/** Everything behind the page: voxels, studies, threads and storage. */
export function createStudio(files: FileStore): StudioApi {
  const data = createDataRoom(guardReader(spawnBrowserReader));
  const devices = createDevices({ files, spawn: spawnBrowserTrainer, cores, name: navigator.userAgent });
  const library = createLibrary(files);
  let current: { readonly study: OpenStudy; readonly predictions: Predictions; readonly damage: LogDamage | null } | null = null;
  let listener: StudyListener | null = null;

  const opened = () => {
    if (!current) throw new StudioError("NotFound", "No study is open.");
    return current;
  };
  const study = (): OpenStudy => opened().study;
  /** The open study, to change it. Throws StudioError "BadStudyFile" for one whose log is damaged: what is written behind the damage is lost. */
  const changing = (): OpenStudy => {
    const { damage } = opened();
    if (damage) throw new StudioError("BadStudyFile", `${damageText(damage)} It can be looked at, and repaired: save it as a file, then run cristae repair on that.`);
    return study();
  };
  const record = async (event: StudyEvent) => changing().record(event);

  async function openFolder(id: string): Promise<OpenStudy> {
    await current?.study.close();
    const folder = library.folder(id);
    const parts = { id, folder, dataset: () => data.dataset(), defaultDevice: () => devices.choose("auto"), watcher: () => listener };
    const { events, damage } = await folder.readLog();
    const next = openStudy(events, parts);
    current = { study: next, predictions: createPredictions(next), damage };
    return next;
  }

  const choose = ({ spec, lostDevices }: Study, device: StudyStart["device"]) => devices.choose(device, typicalStep(spec), lostDevices);

  const studyApi: StudyApi = {
    calibrate: (again) => devices.calibrate(again),
    async start({ spec, workers, device, pace }) {
      const dataset = data.dataset();
      const id = library.newId();
      const folder = library.folder(id);
      await folder.writeDataset(dataset);
      await folder.writeSource(data.source());
      await folder.log.append([{ type: "studyCreated", spec: { ...spec, task: taskOf(dataset) } }]);
      const opened = await openFolder(id);
      opened.start({ choice: await choose(opened.study(), device), slots: workers || cores, pace });
      return id;
    },
    async resume({ workers, device, pace, limit, through }) {
      const opened = changing();
      opened.start({ choice: await choose(opened.study(), device), slots: workers || cores, pace, ...(limit !== undefined && { limit }), ...(through !== undefined && { through }) });
    },
    setPace(pace) {
      study().setPace(pace);
      return Promise.resolve();
    },
    async command(command) {
      if (command === "finish") study().finish();
      else await study().interrupt();
    },
    cancelTrial(trial) {
      study().cancelTrial(trial);
      return Promise.resolve();
    },
    pin: (trial, isPinned) => record({ type: "trialPinned", trial, isPinned }),
    changeBudget: (stage, trials) => record({ type: "budgetChanged", stage, trials }),
    async changeStages(stages) {
      const { begun, spec } = study().study();
      const isKept = begun.every((_, index) => JSON.stringify(stages[index]) === JSON.stringify(spec.stages[index]));
      if (!isKept) throw new StudioError("BadInput", `The first ${begun.length} stages have begun; only those behind them can be changed.`);
      checkStages(stages);
      await record({ type: "stagesChanged", stages });
    },
    rename: (name) => (current ? record({ type: "renamed", name }) : data.rename(name).then(() => undefined)),
    addBaseline: (network) => record({ type: "baselineAdded", stage: 0, network }),
    listen(next) {
      listener = next;
      return Promise.resolve(current ? current.study.events().slice() : []);
    },
    previews: (trial) => Promise.resolve(study().previews(trial)),
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
    scores: (trial, where) => ("z" in where ? opened().predictions.sliceScores(trial, where.z) : opened().predictions.partScores(trial, where.part)),
    disagreement: (a, b) => opened().predictions.disagreement(a, b),
    placePoint: (at, tail, note) => record({ type: "pointPlaced", point: { id: (study().study().points.at(-1)?.id ?? 0) + 1, at, tail, note } }),
    async editPoint(id, note) {
      const point = study().study().points.find((other) => other.id === id);
      if (point) await record({ type: "pointPlaced", point: { ...point, note } });
    },
    removePoint: (id) => record({ type: "pointRemoved", id }),
    async exportMask(trial, { format, content }) {
      const { shape, voxelSizeNm, datasetName, classes } = study().study().spec.task;
      const { predictions } = opened();
      const where = { shape, voxelSizeNm, ...placeOfOpen() };
      const writer = stackWriters.get(format);
      const stack = content === "classes" ? maskStack(where, await predictions.whole(trial), { writer, classes, values: "original" }).stack : { ...where, data: await predictions.probabilities(trial), channels: classes.length, maskClasses: classes.map((each, value) => ({ ...each, value })) };
      const name = `${datasetName} trial ${study().study().trials[trial]!.label}${content === "classes" ? "" : " probabilities"}`;
      const file = oneFile(name, writer.write(name, stack));
      return Comlink.transfer(file, [file.bytes.buffer]);
    },
  };

  const libraryApi: LibraryApi = {
    list: () => library.list(current?.study.isRunning() ? current.study.id : null),
    async open(id) {
      await current?.study.close();
      const folder = library.folder(id);
      const dataset = await folder.readDataset();
      const source = (await folder.readSource()) ?? {};
      if (dataset) await data.openDataset(dataset, source);
      const { task } = (await openFolder(id)).study().spec;
      if (!dataset && source.sample !== undefined) {
        await data.openSample(source.sample);
        await data.setSplit(task.split, 0);
      }
      const state = await data.state();
      return { data: state, hasData: state.datasetId === task.datasetId };
    },
    async remove(id) {
      if (current?.study.id === id) {
        await current.study.close();
        current = null;
      }
      await library.remove(id);
    },
    undoRemove: (id) => library.undoRemove(id),
    async exportStudy({ withData }) {
      const bytes = await packStudy(files, library.path(study().id), { withData });
      return Comlink.transfer({ name: `${study().study().spec.name}.cristae.zip`, bytes }, [bytes.buffer]);
    },
    async inspect(file) {
      const unpacked = await unpackStudy(new Uint8Array(await file.arrayBuffer()));
      const names = Object.keys(unpacked.files);
      return { study: unpacked.study, hasData: names.includes("data.bin"), hasWeights: names.some((name) => name.startsWith("weights/")) };
    },
    async importStudy(file) {
      const unpacked = await unpackStudy(new Uint8Array(await file.arrayBuffer()));
      const id = library.newId();
      await keepStudy(unpacked, files, library.path(id));
      return id;
    },
    parseRecipe: (json) => Promise.resolve(parseRecipe(json)),
  };

  return { data, space: { whatIf: (question) => Promise.resolve(askWhatIf(question)), gallery: (question, count) => Promise.resolve(sampleMembers(question, count)) }, study: studyApi, compare: compareApi, library: libraryApi };
}

