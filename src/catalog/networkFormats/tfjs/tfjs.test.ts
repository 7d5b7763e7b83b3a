import { expect, test } from "vitest";
import { USUAL_FIELD } from "../../networks/hybrid/field.ts";
import { networks } from "../../networks/index.ts";
import {
  exportCase,
  mostDifference,
  networkSources,
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
  const task = { channels: 1, classes: 3, patch: [4, 16, 16] } as const;
  const options = { base: 2, blocks: 1, pyramid: "1", crf: "on", crfSteps: USUAL_FIELD.steps };
  const decoded = networks.get("hybrid").decode(options, task);
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  const given = await exportCase("tfjs field", decoded.network);
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
