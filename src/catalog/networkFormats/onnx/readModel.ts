import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, type GraphProto } from "onnx-buf";
import { StudioError } from "../../../core/errors.ts";
import type { Fit } from "../../../core/image/tiling.ts";
import type { Volume } from "../../../core/image/volume.ts";
import type { Intensity } from "../../../core/image/intensity.ts";

/** What an ONNX file says of itself, which what runs it keeps to itself. */
export interface OnnxDescription {
  /** Kind of the operation that the output comes from; such as only move or rename numbers are passed over. */
  readonly lastOperation: string | null;
  /** Of a file that the studio wrote. */
  readonly own: OwnFacts | null;
}

/** What the studio writes into its files for whoever runs them. */
export interface OwnFacts {
  readonly study: string;
  readonly trial: string;
  readonly classes: readonly { readonly name: string; readonly color: string }[];
  readonly intensity: Intensity;
  readonly voxelSizeNm: Volume["voxelSizeNm"];
  readonly normalisation: "inside" | "outside";
  /** Extents along z, y and x; null where an earlier version did not say. */
  readonly tiling: readonly Fit[] | null;
  /** Whether every image must be resampled first. */
  readonly seesWholeImages: boolean;
}

/** Reads what a file says of itself. Throws StudioError "BadNetworkFile" for what is no ONNX file. */
export function describeOnnx(bytes: Uint8Array): OnnxDescription {
  const model = readModel(bytes);
  const texts = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  return {
    lastOperation: model.graph ? lastOperation(model.graph) : null,
    own: model.producerName === "cristae" && texts.has("intensity") ? ownFacts(texts) : null,
  };
}

function readModel(bytes: Uint8Array) {
  const found = (() => {
    try {
      return fromBinary(ModelProtoSchema, bytes);
    } catch {
      return null;
    }
  })();
  if (found?.graph && found.graph.node.length > 0) return found;
  throw new StudioError("BadNetworkFile", "This is no ONNX file: there is no network in it.");
}

function ownFacts(texts: ReadonlyMap<string, string>): OwnFacts {
  const json = (key: string): unknown => JSON.parse(texts.get(key) ?? "null");
  return {
    study: texts.get("study") ?? "",
    trial: texts.get("trial") ?? "",
    classes: json("classes") as OwnFacts["classes"],
    intensity: json("intensity") as Intensity,
    voxelSizeNm: json("voxelSizeNm") as Volume["voxelSizeNm"],
    normalisation: texts.get("normalisation") === "outside" ? "outside" : "inside",
    tiling: json("tiling") as OwnFacts["tiling"],
    seesWholeImages: texts.has("wholeImage"),
  };
}

/** Operations that leave numbers as they are. */
const MOVING = new Set(["Identity", "Cast", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Slice"]);

function lastOperation({ node, output }: GraphProto): string | null {
  const makers = new Map(node.flatMap((each) => each.output.map((name) => [name, each] as const)));
  let maker = makers.get(output[0]?.name ?? "");
  while (maker && MOVING.has(maker.opType)) maker = makers.get(maker.input[0] ?? "");
  return maker?.opType ?? null;
}
