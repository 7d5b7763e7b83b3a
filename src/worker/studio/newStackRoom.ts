import * as Comlink from "comlink";
import { StudioError } from "../../core/errors.ts";
import { isMadeOn } from "../../core/study/madeOn.ts";
import type { Devices } from "../devices.ts";
import type { NewStackApi } from "../studioApi.ts";
import { typicalStep } from "../whatIf.ts";
import { crossSection } from "./crossSection.ts";
import type { DataRoom } from "./dataRoom.ts";
import type { StudioGround } from "./ground.ts";
import { openNewStack, type NewStack } from "./newStack.ts";
import type { OpenedStudy } from "./openedStudy.ts";
import { predictedFile } from "./predictedFile.ts";

interface NewStackParts {
  readonly ground: Pick<StudioGround, "spawnTrainer" | "machine">;
  readonly data: Pick<DataRoom, "shown" | "takeLabels">;
  readonly devices: Devices;
  readonly open: OpenedStudy;
}

/** Segments the open image by a trial of a study that was made on another. */
export function createNewStackRoom({ ground, data, devices, open }: NewStackParts): NewStackApi {
  let stack: NewStack | null = null;
  let isWanted = false;
  const image = () => data.shown.held().open().image;

  const called = (name: string) => `${data.shown.held().open().name} ${name}`;

  function end(): void {
    isWanted = false;
    stack?.close();
    stack = null;
  }

  /** What is being segmented. Throws StudioError "NotFound" where it was closed. */
  function current(): NewStack {
    if (stack && stack.volume.data === image()?.decoded.volume.data) return stack;
    throw new StudioError("NotFound", "This image is not being segmented. Choose a trial to segment it with.");
  }

  return {
    isNew() {
      const decoded = image()?.decoded;
      const { task } = open.current()?.study.study().spec ?? {};
      return Promise.resolve(decoded !== undefined && task !== undefined && !isMadeOn(task, decoded));
    },
    async begin(wish) {
      end();
      const study = open.study();
      const { spec, lostDevices } = study.study();
      const { device } = await devices.choose("auto", typicalStep(spec), lostDevices);
      // Beside a search that runs it takes no more than one core.
      const workers = study.isRunning() ? 1 : ground.machine.cores;
      const opened = await openNewStack(study, data.shown.held().open(), wish, {
        ...{ spawn: ground.spawnTrainer, device, workers },
      });
      end();
      stack = opened;
      return opened.facts;
    },
    async plane(plane, index) {
      const { volume, trial, predictions, sliceSoFar } = current();
      return crossSection(volume.shape, plane, index, (z) =>
        plane === "xy" ? predictions.slice(trial, z) : Promise.resolve(sliceSoFar(z)),
      );
    },
    async doubt(z) {
      const { volume, trial, predictions } = current();
      const values = await predictions.uncertainty(trial, z);
      return Comlink.transfer({ width: volume.shape[2], height: volume.shape[1], values }, [values.buffer]);
    },
    async all(listener) {
      const { volume, predictAll } = current();
      isWanted = true;
      return predictAll(async (done) => {
        await listener.progress(done, volume.shape[0]);
        return isWanted;
      });
    },
    stop() {
      isWanted = false;
      return Promise.resolve();
    },
    async save(wish) {
      const { volume, classes, trial, name, predictions } = current();
      const { shape, voxelSizeNm, geometry } = volume;
      const where = { shape, voxelSizeNm, ...(geometry && { geometry }) };
      return predictedFile({ where, classes, name: called(name), trial, predictions }, wish);
    },
    async takeAsLabels() {
      const { volume, classes, trial, name, predictions } = current();
      const labels = { shape: volume.shape, data: await predictions.whole(trial), classes };
      return data.takeLabels(labels, called(name), "Predicted here, to be corrected");
    },
    end() {
      end();
      return Promise.resolve();
    },
  };
}
