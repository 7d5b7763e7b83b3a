import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { StudioError } from "../../core/errors.ts";

/** Where the WebAssembly of the runtime is: an address to fetch it from, or its bytes. */
export type RuntimeWasm = string | Uint8Array<ArrayBuffer>;

/** A tensor as a network takes or gives it. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array | BigInt64Array | Int32Array;
}

/** What a model says of its one input or output; a free extent is null. */
export interface TensorFacts {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | null)[];
}

/** A network of one input and one output, ready to run. */
export interface OnnxModel {
  /** What runs it, with its version. */
  readonly runtime: string;
  readonly input: TensorFacts;
  readonly output: TensorFacts;
  /** Throws StudioError "BadNetworkFile" saying what the runtime says. */
  run(input: Values): Promise<Values>;
  close(): Promise<void>;
}

/** Opens an ONNX file with ONNX Runtime Web, which is loaded only now. Throws StudioError "BadNetworkFile". */
export async function openOnnx(bytes: Uint8Array, wasm: RuntimeWasm): Promise<OnnxModel> {
  const runtime = await import("onnxruntime-web/wasm");
  const { env, InferenceSession, Tensor } = runtime;
  // One thread needs no shared memory, which a page without special headers has not.
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  env.logLevel = "error";
  if (typeof wasm === "string") env.wasm.wasmPaths = { wasm };
  else env.wasm.wasmBinary = wasm;
  // What fails is thrown; on the console it would be said twice.
  const options = { executionProviders: ["wasm"], logSeverityLevel: FATAL } as const;
  const session = await refusing(InferenceSession.create(bytes, options));
  const [input, output] = await closing(session, () => [
    onlyOne(session.inputMetadata, "inputs"),
    onlyOne(session.outputMetadata, "outputs"),
  ]);
  return {
    runtime: `ONNX Runtime Web ${env.versions.web ?? ""}`.trim(),
    input,
    output,
    async run({ shape, data }) {
      const given = new Tensor("float32", data as Float32Array, shape);
      const results = await refusing(session.run({ [input.name]: given }));
      const result: Tensor = results[output.name]!;
      return { shape: result.dims, data: result.data as Values["data"] };
    },
    close: () => session.release(),
  };
}

const FATAL = 4;

/** Frees a session that cannot be used. */
async function closing<T>(session: InferenceSession, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    await session.release();
    throw error;
  }
}

function onlyOne(metadata: readonly InferenceSession.ValueMetadata[], what: string): TensorFacts {
  const [only] = metadata;
  if (!only || metadata.length !== 1 || !only.isTensor)
    throw new StudioError(
      "BadNetworkFile",
      `This network has ${metadata.length} ${what} (${metadata.map(({ name }) => name).join(", ")}); one of one input and one output can be run.`,
    );
  return {
    name: only.name,
    type: only.type,
    shape: only.shape.map((extent) => (typeof extent === "number" ? extent : null)),
  };
}

async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StudioError(
      "BadNetworkFile",
      `ONNX Runtime cannot run this network: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
