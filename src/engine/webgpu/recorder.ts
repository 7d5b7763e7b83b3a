import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { env, type TensorInfo } from "@tensorflow/tfjs-core";
import { product } from "../kernels/geometry.ts";

/** One dispatch of a shader, with a thread per element. */
export interface Dispatch {
  /** Names the shader: whatever is baked into its code must be in here. */
  readonly key: string;
  /** WGSL with `fn element(i: i32)`, which is called for 0 … threads-1. Buffers are arrays under their names, numbers are `u.name`. */
  readonly code: string;
  /** Buffers that are arrays of `vec4<f32>`; all others are of `f32`. */
  readonly vectors?: readonly string[];
  /** Written buffers may be read too. */
  readonly writes: Readonly<Record<string, TensorInfo>>;
  readonly reads: Readonly<Record<string, TensorInfo>>;
  readonly ints?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly threads: number;
}

/** What a WebGPU kernel works with. Scratch tensors end with the kernel. */
export interface GpuContext {
  readonly run: (dispatch: Dispatch) => void;
  readonly scratch: (count: number) => TensorInfo;
}

/** A kernel on WebGPU: tensors in the order of `KernelAttributes` and `outputShapes`. */
export type GpuKernel<Attributes> = (
  context: GpuContext,
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  attributes: Attributes,
) => void;

/** The parts of tfjs's backend that its types keep to itself: what its own kernels are recorded with. */
interface Internals {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  commandQueueOwnedIds: WeakSet<object>;
  uniformPendingDisposal: GPUBuffer[];
}

const GROUP = 64;
const MOST_GROUPS = 65_535;
const UNIFORM_USAGE = 0x40 | 0x8; // GPUBufferUsage.UNIFORM | COPY_DST, by value since the name is not there everywhere

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** Records a dispatch in the pass that tfjs's own kernels are recorded in, so that all run in the order of their calls. */
export function record(backend: WebGPUBackend, dispatch: Dispatch): void {
  if (dispatch.threads === 0) return;
  const internals = backend as unknown as Internals;
  const tensors = [...Object.values(dispatch.writes), ...Object.values(dispatch.reads)];
  for (const { dataId } of tensors) backend.uploadToGPU(dataId);
  // What tfjs kept of an earlier reading is no longer what the buffer holds.
  for (const { dataId } of Object.values(dispatch.writes)) backend.tensorMap.get(dataId).values = null as never;
  const pipeline = pipelineOf(backend.device, dispatch);
  const uniforms = uniformBuffer(backend, dispatch);
  internals.uniformPendingDisposal.push(uniforms);
  const entries = [uniforms, ...tensors.map(({ dataId }) => backend.tensorMap.get(dataId).resource as GPUBuffer)].map(
    (buffer, binding) => ({ binding, resource: { buffer } }),
  );
  const bindGroup = backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  for (const { dataId } of tensors) internals.commandQueueOwnedIds.add(dataId);
  backend.ensureCommandEncoderReady();
  internals.computePassEncoder ??= internals.commandEncoder!.beginComputePass();
  const groups = Math.ceil(dispatch.threads / GROUP);
  const across = Math.min(groups, MOST_GROUPS);
  internals.computePassEncoder.setPipeline(pipeline);
  internals.computePassEncoder.setBindGroup(0, bindGroup);
  internals.computePassEncoder.dispatchWorkgroups(across, Math.ceil(groups / across));
  internals.dispatchCountInPass++;
  if (internals.dispatchCountInPass < env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

function pipelineOf(device: GPUDevice, dispatch: Dispatch): GPUComputePipeline {
  const known = pipelines.get(device) ?? new Map<string, GPUComputePipeline>();
  pipelines.set(device, known);
  const pipeline = known.get(dispatch.key) ?? createPipeline(device, dispatch);
  known.set(dispatch.key, pipeline);
  return pipeline;
}

const VISIBLE_TO_COMPUTE = 0x4; // GPUShaderStage.COMPUTE

/** The layout is spelled out: the automatic one leaves out buffers that a shader happens not to read. */
function createPipeline(device: GPUDevice, dispatch: Dispatch): GPUComputePipeline {
  const types = [
    "uniform",
    ...Object.keys(dispatch.writes).map(() => "storage"),
    ...Object.keys(dispatch.reads).map(() => "read-only-storage"),
  ] as const;
  const entries = types.map((type, binding) => ({
    binding,
    visibility: VISIBLE_TO_COMPUTE,
    buffer: { type: type as GPUBufferBindingType },
  }));
  const layout = device.createPipelineLayout({ bindGroupLayouts: [device.createBindGroupLayout({ entries })] });
  const module = device.createShaderModule({ label: dispatch.key, code: shaderCode(dispatch) });
  return device.createComputePipeline({ label: dispatch.key, layout, compute: { module, entryPoint: "main" } });
}

function shaderCode({ code, vectors, writes, reads, ints, floats }: Dispatch): string {
  const fields = [
    ...Object.keys(ints ?? {}).map((name) => `${name}: i32`),
    ...Object.keys(floats ?? {}).map((name) => `${name}: f32`),
  ];
  const typed = (name: string) => `${name}: array<${vectors?.includes(name) ? "vec4<f32>" : "f32"}>`;
  const buffers = [
    ...Object.keys(writes).map((name) => `read_write> ${typed(name)}`),
    ...Object.keys(reads).map((name) => `read> ${typed(name)}`),
  ];
  return `
struct Uniforms { threads: i32, across: i32, ${fields.join(", ")} };
@group(0) @binding(0) var<uniform> u: Uniforms;
${buffers.map((buffer, index) => `@group(0) @binding(${index + 1}) var<storage, ${buffer};`).join("\n")}
${code}
@compute @workgroup_size(${GROUP}) fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
  let i = (i32(group.y) * u.across + i32(group.x)) * ${GROUP} + i32(local);
  if (i < u.threads) { element(i); }
}`;
}

function uniformBuffer({ device, bufferManager }: WebGPUBackend, { ints, floats, threads }: Dispatch): GPUBuffer {
  const whole = [threads, Math.min(Math.ceil(threads / GROUP), MOST_GROUPS), ...Object.values(ints ?? {})];
  const fractions = Object.values(floats ?? {});
  const words = new Int32Array(Math.ceil((whole.length + fractions.length) / 4) * 4);
  words.set(whole);
  new Float32Array(words.buffer).set(fractions, whole.length);
  const buffer = bufferManager.acquireBuffer(words.byteLength, UNIFORM_USAGE);
  device.queue.writeBuffer(buffer, 0, words);
  return buffer;
}

/** Runs a kernel and frees its scratch tensors, whose buffers tfjs reuses once the commands that read them are submitted. */
export function within(backend: WebGPUBackend, run: (context: GpuContext) => void): void {
  const made: TensorInfo[] = [];
  const scratch = (count: number) => {
    const info = backend.makeTensorInfo([count], "float32");
    made.push(info);
    return info;
  };
  try {
    run({ run: (dispatch) => record(backend, dispatch), scratch });
  } finally {
    for (const { dataId } of made) backend.disposeData(dataId, true);
  }
}

export const sizeOf = ({ shape }: TensorInfo): number => product(shape);
