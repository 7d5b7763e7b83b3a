import * as Comlink from "comlink";
import { trialFormats } from "../../catalog/trialFormats/index.ts";
import { trialTimes } from "../../core/study/trialTimes.ts";
import { reportPictures } from "../reportPictures.ts";
import { oneFile } from "./oneFile.ts";
import { StudioError } from "../../core/errors.ts";
import { parseRecipe } from "../../core/space/recipeSchema.ts";
import { PROPOSED_AND_BASELINES } from "../../core/study/architecture.ts";
import { bestTrial } from "../../core/study/ranking.ts";
import { keepStudy, unpackStudy, type UnpackedStudy } from "../../storage/studyFile.ts";
import { damageText } from "../../storage/studyLog.ts";
import type { ImportedStudy, LibraryApi } from "../studioApi.ts";
import type { DataRoom } from "./dataRoom.ts";
import { followOthers } from "./followOthers.ts";
import type { StudioGround } from "./ground.ts";
import type { Library } from "./library.ts";
import type { OpenedStudy } from "./openedStudy.ts";
import type { OpenStudy } from "./openStudy.ts";
import { packOpenStudy } from "./packOpenStudy.ts";

interface LibraryRoomParts {
  readonly ground: StudioGround;
  readonly data: DataRoom;
  readonly library: Library;
  readonly open: OpenedStudy;
}

/** The studies of this browser: opened, brought in, taken out and thrown away. */
export function createLibraryRoom({ ground, data, library, open }: LibraryRoomParts): LibraryApi {
  const { files, tabs } = ground;
  const { study } = open;
  let listed: (() => void) | null = null;
  /** A study file that was read, until it is kept or left. */
  let inspected: UnpackedStudy | null = null;
  tabs.onMessage(({ type }) => {
    if (type === "listed") listed?.();
  });

  const followListed = followOthers(ground, () => listed?.());

  return {
    async list() {
      const current = open.current();
      const found = await library.list(current?.study.isRunning() ? current.study.id : null);
      followListed(found.studies);
      return found;
    },
    watch(changed) {
      listed = changed;
      return Promise.resolve();
    },
    async open(id, listener) {
      await open.close();
      const folder = library.folder(id);
      const dataset = await folder.readDataset();
      const source = (await folder.readSource()) ?? {};
      if (dataset) await data.openDataset(dataset, source);
      const { task } = (await open.open(id, listener)).study().spec;
      if (!dataset && source.sample !== undefined) {
        await data.openSample(source.sample);
        await data.useSplit(task.split);
      }
      const state = await data.state();
      return { data: state, hasData: state.datasetId === task.datasetId };
    },
    async remove(id) {
      const current = open.current();
      if (current?.study.id === id && current.study.isOwner()) await open.close();
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
    exportReport: () => exportReport(study(), data),
    exportTrials: (format, trials) => exportTrials(study(), format, trials),
    async inspect(file) {
      const unpacked = await unpackStudy(new Uint8Array(await file.arrayBuffer()));
      inspected = unpacked;
      return summaryOf(unpacked);
    },
    leaveInspected() {
      inspected = null;
      return Promise.resolve();
    },
    async keepInspected() {
      if (!inspected) throw new StudioError("NotFound", "No study file is open; choose it again.");
      const id = await keepNew(inspected, ground, library);
      inspected = null;
      return id;
    },
    async keepFinished() {
      const { finishedStudy } = await import("../../catalog/samples/finished/finished.ts");
      const finished = await unpackStudy(await finishedStudy());
      const { studies } = await library.list(null);
      return studies.find(({ name }) => name === finished.study.spec.name)?.id ?? keepNew(finished, ground, library);
    },
    parseRecipe: (json) => Promise.resolve(parseRecipe(json)),
  };
}

/** What is said of a study file before it is kept. */
function summaryOf({ study, files, damage }: UnpackedStudy): ImportedStudy {
  const names = Object.keys(files);
  return {
    spec: study.spec,
    ended: study.trials.ended.size,
    best: bestTrial(study, { kinds: PROPOSED_AND_BASELINES }),
    problem: damage && damageText(damage),
    hasData: names.includes("data.bin"),
    hasWeights: names.some((name) => name.startsWith("weights/")),
  };
}

async function exportTrials({ folder, study }: OpenStudy, format: string, ids: readonly number[]) {
  const { events } = await folder.readLog();
  const { trials, spec } = study();
  const name = `${spec.name} trials`;
  const leaving = { study: study(), trials: trials.pick(ids), times: trialTimes(events) };
  const file = oneFile(name, trialFormats.get(format).write(name, leaving));
  return Comlink.transfer(file, [file.bytes.buffer]);
}

/** Keeps an unpacked study as a new one of this browser; resolves with its id. */
async function keepNew(unpacked: UnpackedStudy, { files }: StudioGround, library: Library): Promise<string> {
  const id = library.newId();
  await keepStudy(unpacked, files, library.path(id));
  return id;
}

/** With the images that are open, where they are the study's. */
async function exportReport(open: OpenStudy, data: DataRoom): ReturnType<LibraryApi["exportReport"]> {
  const { reportHtml } = await import("../../catalog/report/report.ts");
  const study = open.study();
  const isOpen = (await data.state()).datasetId === study.spec.task.datasetId;
  const html = reportHtml({
    study,
    version: __APP_VERSION__,
    pictures: await reportPictures(study, open.folder),
    dataset: isOpen ? data.dataset() : null,
  });
  const bytes = new TextEncoder().encode(html);
  return Comlink.transfer({ name: `${study.spec.name}.html`, bytes }, [bytes.buffer]);
}
