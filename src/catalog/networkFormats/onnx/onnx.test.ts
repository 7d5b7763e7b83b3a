import { describe, expect, test } from "vitest";
import {
  exportCase,
  mostDifference,
  networkSources,
  relativeDifference,
  subjectOf,
} from "../../../testing/exportCases.ts";
import { onnxWasm } from "../../../testing/onnxWasm.ts";
import { openOnnx } from "../../../worker/proof/onnxRuntime.ts";
import { encodeOnnx } from "./onnx.ts";

const MEMBERS = 20;
const wasm = onnxWasm();

describe.each(networkSources)("ONNX of $id", ({ id, network }) => {
  test.each(Array.from({ length: MEMBERS }, (_, index) => index))(
    "member %i computes what the engine does",
    async (index) => {
      const given = await exportCase(`${id} ${index}`, network(index));
      const model = await openOnnx(encodeOnnx(subjectOf(given)), wasm);
      const { shape, data } = await model.run({ shape: [given.batch, 1, ...given.spatial], data: given.grey });
      await model.close();
      expect(shape).toEqual([given.batch, 3, ...given.outputSpatial]);
      expect(relativeDifference(data as Float32Array, given.probabilities)).toBeLessThan(
        await mostDifference(data as Float32Array, given),
      );
    },
  );
});
