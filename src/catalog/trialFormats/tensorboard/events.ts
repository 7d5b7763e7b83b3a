/** One number of a curve, or several of one step. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
}

/** Kinds of a field on the wire of protocol buffers. */
const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];

/** What every event file begins with. */
export const versionEvent = (wallTime: number): Uint8Array =>
  joined([...double(1, wallTime), ...text(3, "brain.Event:2")]);

/** An event with a summary of simple values (tensorflow/core/util/event.proto, framework/summary.proto). */
export function encodeEvent({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const values = Object.entries(scalars).flatMap(([tag, value]) => message(1, [...text(1, tag), ...float(2, value)]));
  return joined([...double(1, wallTime), ...varint(2, step), ...message(5, values)]);
}

type Bytes = readonly number[];

const joined = (bytes: Bytes): Uint8Array => Uint8Array.from(bytes);

const key = (field: number, kind: number): Bytes => whole(field * 8 + kind);

function whole(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

const varint = (field: number, value: number): Bytes => [...key(field, VARINT), ...whole(value)];

const message = (field: number, content: Bytes): Bytes => [...key(field, BYTES), ...whole(content.length), ...content];

const text = (field: number, value: string): Bytes => message(field, [...new TextEncoder().encode(value)]);

const double = (field: number, value: number): Bytes => [
  ...key(field, FIXED64),
  ...new Uint8Array(Float64Array.of(value).buffer),
];

const float = (field: number, value: number): Bytes => [
  ...key(field, FIXED32),
  ...new Uint8Array(Float32Array.of(value).buffer),
];
