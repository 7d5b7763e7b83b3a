import { create, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "onnx-buf";

/** Of ONNX 1.12, which what runs networks today understands. */
const IR_VERSION = 8;
export const OPSET = 17n;

/** A real number; plain numbers are whole. */
interface Real {
  readonly real: number;
}
export type Attributes = Readonly<Record<string, number | readonly number[] | string | Real>>;

/** Names and extents: a number, or what a free one is called. */
export interface TensorLook {
  readonly name: string;
  readonly type: "float" | "uint8";
  readonly shape: readonly (number | string)[];
}

/** A graph that grows node by node. */
export type OnnxGraph = ReturnType<typeof createGraph>;

export function createGraph() {
  const nodes: NodeProto[] = [];
  const initializers = new Map<string, TensorProto>();

  const tensor = (name: string, shape: readonly number[], dataType: DataType, rawData: Uint8Array<ArrayBuffer>) => {
    if (!initializers.has(name))
      initializers.set(name, create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType, rawData }));
    return name;
  };
  return {
    /** Adds a node and gives the name of its output, which is its own. */
    node(name: string, opType: string, input: readonly string[], attributes: Attributes = {}): string {
      const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
      nodes.push(create(NodeProtoSchema, { name, opType, input: [...input], output: [name], attribute }));
      return name;
    },
    /** A constant by its name; the same name means the same numbers. */
    floats: (name: string, shape: readonly number[], values: Float32Array): string =>
      tensor(name, shape, DataType.FLOAT, bytesOf(values)),
    whole: (name: string, values: readonly number[]): string =>
      tensor(name, [values.length], DataType.INT64, bytesOf(BigInt64Array.from(values, BigInt))),
    encode: ({ inputs, outputs, name, facts, description }: ModelLook): Uint8Array<ArrayBuffer> =>
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          irVersion: BigInt(IR_VERSION),
          opsetImport: [{ domain: "", version: OPSET }],
          producerName: "cristae",
          producerVersion: facts.version ?? "",
          docString: description,
          metadataProps: Object.entries(facts).map(([key, value]) => ({ key, value })),
          graph: {
            name,
            node: nodes,
            initializer: [...initializers.values()],
            input: inputs.map(valueOf),
            output: outputs.map(valueOf),
          },
        }),
      ).slice(),
  };
}

export interface ModelLook {
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly TensorLook[];
  readonly outputs: readonly TensorLook[];
  readonly facts: Readonly<Record<string, string>>;
}

const bytesOf = (values: Float32Array | BigInt64Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();

function attributeOf(name: string, value: Attributes[string]): AttributeProto {
  if (typeof value === "number")
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  if (typeof value === "string")
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) });
  if ("real" in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.real });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}

function valueOf({ name, type, shape }: TensorLook): ValueInfoProto {
  const dim = shape.map((extent) => ({
    value:
      typeof extent === "number"
        ? ({ case: "dimValue", value: BigInt(extent) } as const)
        : ({ case: "dimParam", value: extent } as const),
  }));
  const elemType = type === "float" ? DataType.FLOAT : DataType.UINT8;
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } },
  });
}
