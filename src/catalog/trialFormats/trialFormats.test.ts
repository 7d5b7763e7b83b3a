import { beforeAll, describe, expect, test } from "vitest";
import type { LoggedEvent, StudyEvent } from "../../core/study/events.ts";
import { foldEvents } from "../../core/study/fold.ts";
import { evaluationOf } from "../../core/study/trial.ts";
import { trialTimes } from "../../core/study/trialTimes.ts";
import { runStudy } from "../../core/run/runStudy.ts";
import { createStopper } from "../../core/run/signal.ts";
import { crc32c } from "../formats/reading/checksums.ts";
import { fieldsOf } from "../formats/reading/fields.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySpec } from "../../testing/toyStudy.ts";
import csv from "./csv.ts";
import { flatGenotype } from "./flatGenotype.ts";
import { trialFormats } from "./index.ts";
import json from "./json.ts";
import optuna from "./optuna.ts";
import tensorboard from "./tensorboard/tensorboard.ts";
import { maskedCrc } from "./tensorboard/records.ts";
import type { LeavingTrials } from "./trialFormat.ts";

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A study of five toy trials, the last of which diverged, with an event a second. */
async function toyLeaving(): Promise<LeavingTrials> {
  const log = arrayLog();
  const spec = toySpec({ trials: 5 });
  await log.append([{ type: "studyCreated", spec }]);
  const evaluator = toyEvaluator(1, (trial) => {
    if (trial === 4) throw new Error("NaN, in the loss");
  });
  await runStudy(newStudy(spec), toyParts(evaluator, log), { interrupt: createStopper().signal }).done;
  return leaving(log.events);
}

function leaving(events: readonly StudyEvent[]): LeavingTrials {
  const logged = events.map((event, index): LoggedEvent => ({ ...event, at: START + 1000 * index }));
  const study = foldEvents(logged)!;
  return { study, trials: study.trials.map((trial) => trial), times: trialTimes(logged) };
}

let toy: LeavingTrials;
beforeAll(async () => void (toy = await toyLeaving()));

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe.each(trialFormats.list.map((format) => [format.id, format] as const))("%s", (_, format) => {
  test("names its files as it says, in a folder where it has no ending", () => {
    const paths = format.write("name", toy).map(({ path }) => path);
    if (format.extension === "") expect(paths.every((path) => path.startsWith("name/"))).toBe(true);
    else expect(paths).toEqual([`name.${format.extension}`]);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test("writes the same of the same, and less of fewer trials", () => {
    const size = (input: LeavingTrials) => format.write("n", input).reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(format.write("n", toy)).toEqual(format.write("n", toy));
    expect(size({ ...toy, trials: toy.trials.slice(0, 2) })).toBeLessThan(size(toy));
  });

  test("takes a study without a trial", () =>
    expect(() => format.write("n", { ...toy, trials: [], times: new Map() })).not.toThrow());
});

describe("the table", () => {
  const rows = () => textOf(csv.write("n", toy)[0]!.bytes).split("\r\n");

  test("keeps its first columns, and has what trains a trial again behind them", () => {
    const [head] = rows();
    expect(head).toMatch(/^trial,status,reason,mean_iou,mean_dice,iou_background,iou_cell,parameters,seconds,/);
    expect(head).toMatch(
      /,test_mean_iou,.*,id,stage,stage_kind,architecture,.*,steps,.*,seed,weights_seed,.*,genotype,key$/,
    );
  });

  test("has a row a trial, in the order given", () => {
    expect(rows()).toHaveLength(toy.trials.length + 2);
    const turned = textOf(csv.write("n", { ...toy, trials: toy.trials.toReversed() })[0]!.bytes).split("\r\n");
    expect(turned.slice(1, -1)).toEqual(rows().slice(1, -1).toReversed());
  });

  test("quotes a reason with a comma", () => expect(rows().at(-2)).toMatch(/^5,failed,"NaN, in the loss",/));

  test("is the same in JSON, where genotypes and curves are data", () => {
    const { study, trials } = JSON.parse(textOf(json.write("n", toy)[0]!.bytes)) as {
      study: unknown;
      trials: readonly Record<string, unknown>[];
    };
    expect(study).toEqual(toy.study.spec);
    expect(trials[0]).toMatchObject({
      trial: "1",
      stage: 1,
      steps: toy.trials[0]!.curve.at(-1)!.step,
      seed: toy.study.spec.seed,
      weights_seed: `${toy.study.spec.seed}/trial/0`,
      asked_at: expect.stringMatching(/^2026-01-02T03:04:/) as unknown,
      genotype: (toy.trials[0]!.architecture as { genotype: unknown }).genotype,
      curve: toy.trials[0]!.curve,
    });
  });
});

describe("Optuna's journal", () => {
  const lines = () =>
    textOf(optuna.write("n", toy)[0]!.bytes)
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test("creates one study that maximises, then its trials", () => {
    expect(lines()[0]).toEqual({ op_code: 0, worker_id: "cristae", study_name: toy.study.spec.name, directions: [2] });
    expect(lines().filter(({ op_code: code }) => code === 4)).toHaveLength(toy.trials.length);
  });

  test("tells of a trial its state, value, times, intermediate values and parameters", () => {
    const trials = lines().filter(({ op_code: code }) => code === 4);
    const [first] = toy.trials;
    const params = flatGenotype((first!.architecture as { genotype: unknown }).genotype);
    expect(params.size).toBeGreaterThan(0);
    expect(trials[0]).toMatchObject({
      study_id: 0,
      state: 1,
      value: evaluationOf(first!)!.scores.values.meanIou,
      values: null,
      datetime_start: expect.stringMatching(/^2026-01-02T03:04:\d\d\.000000\+00:00$/) as unknown,
      datetime_complete: expect.any(String) as unknown,
      intermediate_values: Object.fromEntries(
        first!.curve.map(({ step, scores }) => [String(step), scores!.values.meanIou]),
      ),
    });
    expect(Object.keys(trials[0]!.params as object)).toEqual([...params.keys()]);
    expect(trials[4]).toMatchObject({ state: 3, value: null, user_attrs: { ended_because: "NaN, in the loss" } });
  });

  test("has one range for a parameter, in which all its values lie", () => {
    const trials = lines().filter(({ op_code: code }) => code === 4) as unknown as readonly {
      distributions: Record<string, string>;
      params: Record<string, number>;
    }[];
    const ranges = new Map<string, string>();
    for (const { distributions, params } of trials)
      for (const [name, text] of Object.entries(distributions)) {
        expect(ranges.get(name) ?? text).toBe(text);
        ranges.set(name, text);
        const { attributes } = JSON.parse(text) as {
          attributes: { low?: number; high?: number; choices?: readonly unknown[] };
        };
        expect(params[name]).toBeGreaterThanOrEqual(attributes.low ?? 0);
        expect(params[name]).toBeLessThanOrEqual(attributes.high ?? attributes.choices!.length - 1);
      }
  });
});

test("a genotype is told by the paths to its values", () => {
  expect([...flatGenotype({ blocks: [{ kernels: 3, kind: "conv" }], skip: true })]).toEqual([
    ["blocks.0.kernels", 3],
    ["blocks.0.kind", "conv"],
    ["skip", true],
  ]);
  expect([[...flatGenotype(4)], [...flatGenotype(null)]]).toEqual([[["genotype", 4]], []]);
});

describe("checksums of TensorFlow's records", () => {
  test("are Castagnoli's, by the vectors of RFC 3720", () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => 31 - at))).toBe(0x113fdb5c);
  });

  test("are masked: turned by 15 bits, and a number added", () =>
    expect(maskedCrc(new Uint8Array(32))).toBe((((0x8a9136aa >>> 15) | (0x8a9136aa << 17)) + 0xa282ead8) >>> 0));
});

/** An event as its bytes say, by the wire format of protocol buffers; only what these files hold. */
function decodeMessage(bytes: Uint8Array): ReadonlyMap<number, readonly (Uint8Array | number)[]> {
  const fields = new Map<number, (Uint8Array | number)[]>();
  let at = 0;
  const whole = () => {
    let [value, factor] = [0, 1];
    for (; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = whole();
    const take = (length: number) => bytes.slice(at, (at += length));
    const value = [() => whole(), () => take(8), () => take(whole()), undefined, undefined, () => take(4)][key & 7]!();
    fields.set(key >>> 3, [...(fields.get(key >>> 3) ?? []), value]);
  }
  return fields;
}

interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly version: string;
  readonly scalars: Readonly<Record<string, number>>;
}

/** Every event of a file, whose checksums are checked. */
function readEvents(file: Uint8Array): readonly ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length;) {
    const fields = fieldsOf(file.subarray(at), true);
    const length = fields.u64(0);
    const record = file.subarray(at + 12, at + 12 + length);
    expect([fields.u32(8), fields.u32(12 + length)]).toEqual([maskedCrc(file.subarray(at, at + 8)), maskedCrc(record)]);
    const event = decodeMessage(record);
    const text = (bytes: Uint8Array | number | undefined) => (bytes ? textOf(bytes as Uint8Array) : "");
    const values = (event.get(5) ?? []).flatMap((summary) => decodeMessage(summary as Uint8Array).get(1) ?? []);
    events.push({
      wallTime: fieldsOf(event.get(1)![0] as Uint8Array, true).f64(0),
      step: (event.get(2)?.[0] as number | undefined) ?? 0,
      version: text(event.get(3)?.[0]),
      scalars: Object.fromEntries(
        values.map((value) => {
          const parts = decodeMessage(value as Uint8Array);
          return [text(parts.get(1)![0]), fieldsOf(parts.get(2)![0] as Uint8Array, true).f32(0)];
        }),
      ),
    });
    at += 16 + length;
  }
  return events;
}

describe("TensorBoard's event files", () => {
  test("hold the loss and the scores of a trial by step, with their times", () => {
    const files = tensorboard.write("logs", toy);
    const [trial] = toy.trials;
    const [version, ...events] = readEvents(files[0]!.bytes);
    expect(version).toMatchObject({ version: "brain.Event:2", scalars: {} });
    expect(files[0]!.path).toMatch(/^logs\/000 1\/events\.out\.tfevents\.\d{10}\.cristae$/);
    expect(events.slice(0, -1).map(({ step }) => step)).toEqual(trial!.curve.map(({ step }) => step));
    const point = trial!.curve[1]!;
    expect(events[1]!.scalars.loss).toBeCloseTo(point.loss, 6);
    expect(events[1]!.scalars["validation/meanIou"]).toBeCloseTo(point.scores!.values.meanIou!, 6);
    expect(events[1]!.wallTime).toBe(toy.times.get(0)!.reported.get(point.step)! / 1000);
    expect(events.at(-1)!.scalars).toHaveProperty("final/meanIou");
  });

  test("are a run a trial; one that trained nothing has none", () => {
    const runs = tensorboard.write("logs", toy).map(({ path }) => path.split("/")[1]);
    expect(runs).toEqual(["000 1", "001 2", "002 3", "003 4"]);
  });
});
