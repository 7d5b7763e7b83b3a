import type { TensorInfo } from "@tensorflow/tfjs-core";
import { product, type MapShape } from "../../kernels/geometry.ts";
import { centre, type JoinAttributes, type KernelAttributes, type PartAttributes } from "../../kernels/specs.ts";
import { sizeOf, type GpuContext, type GpuKernel } from "../recorder.ts";

/** Numbers of an outer map and of an inner one that lies in its centre. */
function numbers(outer: MapShape, inner: MapShape) {
  const [bz, by, bx] = centre(outer, inner);
  return { wz: outer[1], wy: outer[2], wx: outer[3], nz: inner[1], ny: inner[2], nx: inner[3], bz, by, bx };
}

const OUTER_VOXEL = `
fn outerVoxel(voxel: i32) -> i32 {
  let x = voxel % u.nx;
  let y = (voxel / u.nx) % u.ny;
  let z = (voxel / (u.nx * u.ny)) % u.nz;
  let n = voxel / (u.nx * u.ny * u.nz);
  return ((n * u.wz + z + u.bz) * u.wy + y + u.by) * u.wx + x + u.bx;
}`;

/** One dispatch per input; the first one of a sum also clears the channels it has not. */
export const join: GpuKernel<JoinAttributes> = ({ run }, inputs, [result], { shapes, offsets, output }) => {
  const isSum = shapes.length > 1 && offsets.every((offset) => offset === 0);
  inputs.forEach((source, index) => {
    const shape = shapes[index]!;
    const mode = !isSum ? "put" : index === 0 ? "begin" : "add";
    const code = {
      put: "result[voxel * u.total + u.offset + c] = source[outerVoxel(voxel) * u.channels + c];",
      begin:
        "if (c < u.channels) { result[voxel * u.total + c] = source[outerVoxel(voxel) * u.channels + c]; } else { result[voxel * u.total + c] = 0.0; }",
      add: "result[voxel * u.total + c] += source[outerVoxel(voxel) * u.channels + c];",
    }[mode];
    const width = mode === "begin" ? output[4] : shape[4];
    run({
      key: `join/${mode}`,
      code: `${OUTER_VOXEL}\nfn element(i: i32) { let c = i % u.width; let voxel = i / u.width; ${code} }`,
      writes: { result: result! },
      reads: { source },
      ints: { ...numbers(shape, output), channels: shape[4], total: output[4], offset: offsets[index]!, width },
      threads: product(output.slice(0, 4)) * width,
    });
  });
};

export const part: GpuKernel<PartAttributes> = ({ run }, [slope], [result], { shape, offset, output }) => {
  run({
    key: "part",
    code: `fn element(i: i32) {
  let c = i % u.channels;
  let voxel = i / u.channels;
  let x = voxel % u.wx - u.bx;
  let y = (voxel / u.wx) % u.wy - u.by;
  let z = (voxel / (u.wx * u.wy)) % u.wz - u.bz;
  let n = voxel / (u.wx * u.wy * u.wz);
  if (x < 0 || y < 0 || z < 0 || x >= u.nx || y >= u.ny || z >= u.nz) { result[i] = 0.0; return; }
  result[i] = slope[(((n * u.nz + z) * u.ny + y) * u.nx + x) * u.total + u.offset + c];
}`,
    writes: { result: result! },
    reads: { slope: slope! },
    ints: { ...numbers(shape, output), channels: shape[4], total: output[4], offset },
    threads: product(shape),
  });
};

/** Buffers that every GPU lets one shader have, less the flat one. */
const AT_ONCE = 7;

/** Copies between a flat tensor and single ones, as many in a dispatch as a shader may have buffers: dispatches are what small networks wait for. */
function copyParts({ run }: GpuContext, flat: TensorInfo, parts: readonly TensorInfo[], into: "flat" | "parts"): void {
  let origin = 0;
  for (let first = 0; first < parts.length; first += AT_ONCE) {
    const group = parts.slice(first, first + AT_ONCE);
    let end = 0;
    const ends = group.map((part) => (end += sizeOf(part)));
    const copy = (index: number) => {
      const [here, there] = [`part${index}[i - ${index === 0 ? "0" : `u.end${index - 1}`}]`, "flat[u.origin + i]"];
      return into === "flat" ? `${there} = ${here};` : `${here} = ${there};`;
    };
    const named = Object.fromEntries(group.map((part, index) => [`part${index}`, part]));
    run({
      key: `copy/${into}/${group.length}`,
      code: `fn element(i: i32) { ${group.map((_, index) => `if (i < u.end${index}) { ${copy(index)} return; }`).join("\n")} }`,
      writes: into === "flat" ? { flat } : named,
      reads: into === "flat" ? named : { flat },
      ints: { origin, ...Object.fromEntries(ends.map((value, index) => [`end${index}`, value])) },
      threads: end,
    });
    origin += end;
  }
}

export const split: GpuKernel<KernelAttributes["split"]> = (context, [flat], parts) =>
  copyParts(context, flat!, parts, "parts");

export const flatten: GpuKernel<KernelAttributes["flatten"]> = (context, parts, [flat]) =>
  copyParts(context, flat!, parts, "flat");

export const scaleChannels: GpuKernel<{ readonly shape: MapShape }> = (
  { run },
  [source, factors],
  [result],
  { shape },
) => {
  run({
    key: "scaleChannels",
    code: "fn element(i: i32) { result[i] = source[i] * factors[(i / u.sample) * u.channels + i % u.channels]; }",
    writes: { result: result! },
    reads: { source: source!, factors: factors! },
    ints: { channels: shape[4], sample: product(shape.slice(1)) },
    threads: product(shape),
  });
};
