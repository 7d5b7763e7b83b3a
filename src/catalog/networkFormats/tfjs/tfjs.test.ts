import { expect, test } from "vitest";
import {
  exportCase,
  mostDifference,
  networkSources,
  relativeDifference,
  subjectOf,
} from "../../../testing/exportCases.ts";
import { runLayersModel } from "../../../worker/proof/layersModel.ts";
import { layersModel } from "./tfjs.ts";

test.each(Array.from({ length: 20 }, (_, index) => index))(
  "layers model %i computes what the engine does",
  async (index) => {
    const { id, network } = networkSources[index % networkSources.length]!;
    const given = await exportCase(`tfjs ${id} ${index}`, network(index));
    const files = await layersModel.write(subjectOf(given));
    const { values } = await runLayersModel(files, given, given.batch);
    expect(values.shape).toEqual([given.batch, 3, ...given.outputSpatial]);
    expect(relativeDifference(values.data as Float32Array, given.probabilities)).toBeLessThan(
      await mostDifference(values.data as Float32Array, given),
    );
  },
);
