import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import type { Network } from "../../../core/network/network.ts";
import { networks } from "../../networks/index.ts";
import { exportCase, relativeDifference, subjectOf } from "../../../testing/exportCases.ts";
import { onnxWasm } from "../../../testing/onnxWasm.ts";
import { openOnnx } from "../../../worker/proof/onnxRuntime.ts";
import { bioimageio } from "./bioimageio.ts";

/** What the test reads of a description. */
interface Description {
  readonly format_version: string;
  readonly inputs: readonly {
    readonly axes: readonly { readonly id?: string; readonly size?: { readonly min: number; readonly step: number } }[];
    readonly preprocessing: readonly { readonly id: string; readonly kwargs: Readonly<Record<string, number>> }[];
    readonly test_tensor: { readonly sha256: string };
  }[];
  readonly outputs: readonly { readonly test_tensor: { readonly sha256: string } }[];
  readonly weights: { readonly onnx: { readonly sha256: string } };
}

async function packaged(network: Network, extents: readonly number[]) {
  const given = await exportCase("bioimage", network, extents, 1);
  const [file] = await bioimageio.write(subjectOf(given));
  const files = unzipSync(file!.bytes);
  return { given, files, description: JSON.parse(new TextDecoder().decode(files["rdf.yaml"])) as Description };
}

function unet(dimension: 2 | 3): Network {
  const patch = dimension === 2 ? ([1, 64, 64] as const) : ([16, 32, 32] as const);
  const decoded = networks.get("unet").decode({ base: 4, depth: 2 }, { channels: 1, classes: 3, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
}
const EXTENTS = { 2: [128, 128], 3: [32, 64, 64] } as const;

/** Numbers behind the header of an NPY file. */
function numbers(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const start = 10 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  return new Float32Array(bytes.slice(start).buffer);
}

describe.each([2, 3] as const)("a package of a network in %i dimensions", (dimension) => {
  test("gives its test output from its test input, by its preprocessing and its weights", async () => {
    const { given, files, description } = await packaged(unet(dimension), EXTENTS[dimension]);
    const steps = description.inputs[0]!.preprocessing;
    const [clip, fixed] = [steps.find(({ id }) => id === "clip"), steps.find(({ id }) => id.startsWith("fixed"))];
    const image = numbers(files["test_input.npy"]!).map(
      (value) =>
        (Math.min(Math.max(value, clip!.kwargs.min!), clip!.kwargs.max!) - fixed!.kwargs.mean!) / fixed!.kwargs.std!,
    );
    const model = await openOnnx(files["weights.onnx"]!, onnxWasm());
    const { data } = await model.run({ shape: [1, 1, ...given.spatial], data: image });
    await model.close();
    expect(relativeDifference(data as Float32Array, numbers(files["test_output.npy"]!))).toBeLessThan(1e-4);
  });

  test("names what its files hash to, and extents that its network divides", async () => {
    const { files, description } = await packaged(unet(dimension), EXTENTS[dimension]);
    const hash = (name: string) => createHash("sha256").update(files[name]!).digest("hex");
    expect(description.format_version).toMatch(/^0\.5\./);
    expect([
      description.weights.onnx.sha256,
      description.inputs[0]!.test_tensor.sha256,
      description.outputs[0]!.test_tensor.sha256,
    ]).toEqual(["weights.onnx", "test_input.npy", "test_output.npy"].map(hash));
    const sizes = description.inputs[0]!.axes.flatMap(({ size }) => (size ? [size] : []));
    expect(sizes).toHaveLength(dimension);
    for (const { min, step } of sizes) expect(min % step).toBe(0);
  });

  test("shows the test tile and its classes beside each other", async () => {
    const { files } = await packaged(unet(dimension), EXTENTS[dimension]);
    const { width, height } = decode(files["cover.png"]!);
    expect([width, height]).toEqual([2 * EXTENTS[dimension].at(-1)!, EXTENTS[dimension].at(-2)!]);
  });
});
