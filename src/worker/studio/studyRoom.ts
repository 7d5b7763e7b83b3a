import { catalogParts } from "../../catalog/parts.ts";
import { StudioError } from "../../core/errors.ts";
import { stageEditEvent } from "../../core/stages/edits.ts";
import type { Study } from "../../core/study/study.ts";
import { specOf } from "../../core/study/studyTask.ts";
import { hashOf } from "../../storage/hashOf.ts";
import { onnxBaselineOf, stageForBaseline } from "../onnx/onnxBaseline.ts";
import type { Devices } from "../devices.ts";
import type { StudyApi, StudyStart } from "../studioApi.ts";
import { typicalStep } from "../whatIf.ts";
import type { DataRoom } from "./dataRoom.ts";
import type { StudioGround } from "./ground.ts";
import type { Library } from "./library.ts";
import type { OpenedStudy } from "./openedStudy.ts";
import { refuseBusy } from "./studyLocks.ts";

/** How long another tab may take to write its checkpoints and let go of a study. */
const TAKE_OVER_MILLISECONDS = 60_000;

interface StudyRoomParts {
  readonly ground: StudioGround;
  readonly data: DataRoom;
  readonly devices: Devices;
  readonly library: Library;
  readonly open: OpenedStudy;
}

/** Starts the open study, steers its run and changes it. */
export function createStudyRoom({ ground, data, devices, library, open }: StudyRoomParts): StudyApi {
  const { locks, tabs, clock, machine } = ground;
  const { study, opened, record } = open;
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
      const labelRevision = data.labelRevision();
      const first = { type: "studyCreated", spec: specOf(dataset, plan) } as const;
      await folder.log.append([labelRevision === null ? first : { ...first, labelRevision }]);
      const created = await open.open(id);
      tabs.tell({ type: "listed" });
      created.start({ choice: await choose(created.study(), device), slots: workers || machine.cores, pace });
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
      const resumed = study();
      resumed.start({
        choice: await choose(resumed.study(), device),
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
    rename: (name) => (open.current() ? record({ type: "renamed", name }) : data.rename(name).then(() => undefined)),
    addBaseline: (network) => record({ type: "baselineAdded", stage: 0, network }),
    queueMember: (stage, genotype) => record({ type: "memberQueued", stage, genotype }),
    async addOnnxBaseline({ name, bytes }, wish) {
      const written = study();
      if (!written.isOwner()) refuseBusy("add a baseline");
      const { task, stages } = written.study().spec;
      const stage = stageForBaseline(stages);
      const file = { sha256: hashOf(bytes), bytes };
      const pool = await written.pool();
      const facts = await pool.openNetwork(file);
      const network = onnxBaselineOf({ name, sha256: file.sha256, facts }, wish, written.dataset(), task);
      await written.folder.writeNetwork(bytes);
      await record({ type: "onnxBaselineAdded", stage, network });
    },
    listen: (listener) => open.listen(listener),
    previews: async (trial) => study().films.choose(trial),
    lastPreviews: async (trials) => study().films.last(trials),
    setPreviewSlice: (z) => Promise.resolve(void (study().previewSlice = z)),
  };
  return studyApi;
}
