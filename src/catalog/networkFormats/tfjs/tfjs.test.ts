import { expect, test } from "vitest";
import {
  exportCase,
  mostDifference,
  networkSources,
  refinedHybrid,
  relativeDifference,
  subjectOf,
} from "../../../testing/exportCases.ts";
import { runLayersModel } from "../../../worker/proof/layersModel.ts";
import { layersModel } from "./tfjs.ts";

/** Those that layers can say. */
const sayable = Array.from({ length: 20 }, (_, index) => {
  const { id, network } = networkSources[index % networkSources.length]!;
  return { index, id, network: network(index) };
}).filter(({ network }) => network.nodes.every(({ kind }) => kind !== "crf"));

test("a field is refused with what can say it, for no layer of these computes one", async () => {
  const given = await exportCase("tfjs field", refinedHybrid());
  await expect(layersModel.write(subjectOf(given))).rejects.toThrow(
    /no layer for a conditional random field; ONNX and PyTorch/,
  );
});

test.each(sayable)("layers model $index computes what the engine does", async ({ id, index, network }) => {
  const given = await exportCase(`tfjs ${id} ${index}`, network);
  const files = await layersModel.write(subjectOf(given));
  const { values } = await runLayersModel(files, given, given.batch);
  expect(values.shape).toEqual([given.batch, 3, ...given.outputSpatial]);
  expect(relativeDifference(values.data as Float32Array, given.probabilities)).toBeLessThan(
    await mostDifference(values.data as Float32Array, given),
  );
});
