import * as Comlink from "comlink";
import { stackWriters } from "../../catalog/exports/index.ts";
import type { ExportStack } from "../../catalog/exports/stack.ts";
import { boxOfData } from "../exporting/testTile.ts";
import type { RuntimeWasm } from "../proof/onnxRuntime.ts";
import type { CompareApi, MaskWish } from "../studioApi.ts";
import { oneFile } from "./oneFile.ts";
import type { OpenedStudy } from "./openedStudy.ts";
import { predictedFile } from "./predictedFile.ts";

/** What trials of the open study see, and the places that were marked in it. */
export function createCompareRoom(
  { study, predictions, seen, record }: OpenedStudy,
  runtime: () => Promise<RuntimeWasm>,
): CompareApi {
  const size = () => {
    const { width, height } = seen();
    return { width, height };
  };
  return {
    prediction: async (trial, z) => ({ ...size(), labels: await seen().slice(trial, z) }),
    async refined(trial, z, settings) {
      const labels = await seen().refined(trial, z, settings);
      return Comlink.transfer({ ...size(), labels }, [labels.buffer]);
    },
    predictedPlane: (trial, plane, index) => seen().plane(trial, plane, index),
    async probability(trial, z, classIndex) {
      const values = await seen().probability(trial, z, classIndex);
      return Comlink.transfer({ ...size(), values }, [values.buffer]);
    },
    async uncertainty(trial, z) {
      const values = await seen().uncertainty(trial, z);
      return Comlink.transfer({ ...size(), values }, [values.buffer]);
    },
    scores: (trial, where) =>
      "z" in where ? seen().sliceScores(trial, where.z) : seen().partScores(trial, where.part),
    disagreement: (a, b, onProgress) => seen().disagreement(a, b, onProgress),
    placePoint: (point) => record({ type: "pointPlaced", point }),
    removePoint: (id) => record({ type: "pointRemoved", id }),
    async openTest() {
      if (!study().study().isTestOpened) await record({ type: "testOpened" });
    },
    async exportNetwork(id, wish) {
      const { exportNetwork } = await import("../exporting/exportNetwork.ts");
      const open = study();
      const { name, files, proof } = await exportNetwork(
        {
          study: open.study(),
          folder: open.folder,
          trial: open.study().trials.at(id)!,
          pool: await open.pool(),
          box: (shape) => boxOfData(open.dataset(), shape),
          runtime,
        },
        wish,
      );
      const file = oneFile(name, files);
      return Comlink.transfer({ ...file, proof }, [file.bytes.buffer]);
    },
    maskFormats: () =>
      Promise.resolve(stackWriters.list.map(({ id, label, holdsChannels }) => ({ id, label, holdsChannels }))),
    exportMask: (trial, options) => exportMask({ study, predictions }, trial, options),
  };
}

type Shown = Pick<OpenedStudy, "study" | "predictions">;

async function exportMask({ study, predictions }: Shown, trial: number, wish: MaskWish) {
  const { shape, voxelSizeNm, datasetName, classes } = study().study().spec.task;
  const where = { shape, voxelSizeNm, ...placeOf(study()) };
  const name = `${datasetName} trial ${study().study().trials.at(trial)!.label}`;
  return predictedFile({ where, classes, name, trial, predictions: predictions() }, wish);
}

/** Where the study's stack lies, while its data are open. */
function placeOf(study: ReturnType<OpenedStudy["study"]>): Pick<ExportStack, "geometry"> {
  try {
    const { geometry } = study.dataset().volume;
    return geometry ? { geometry } : {};
  } catch {
    return {};
  }
}
