import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "../../core/zod.ts";
import { StudioError } from "../../core/errors.ts";
import type { Range } from "../../core/image/dataset.ts";
import { nodeSha256 } from "../../worker/reading/nodeSha256.ts";
import type { Predictor } from "../../worker/trainerApi.ts";
import { hasPart, partOf } from "./growingFile.ts";
import { sayingFull } from "../outputFile.ts";

/** What a prediction depends on, by hashes: only the same three give the same voxels. */
export interface PredictionIdentity {
  /** Networks and weights. */
  readonly model: string;
  /** The voxels of the image. */
  readonly input: string;
  /** Everything else that was asked for, and the program that carries it out. */
  readonly wish: string;
}

/** Of what predicts, the voxels it sees, and whatever else the result depends on. */
export function identityOf(predictor: Predictor, input: string, wish: object): PredictionIdentity {
  const model = nodeSha256();
  const add = (value: unknown) => model.update(new TextEncoder().encode(JSON.stringify(value)));
  if ("onnx" in predictor) add({ ...predictor, onnx: predictor.onnx.sha256 });
  else {
    for (const { network, weights, count } of predictor.networks) {
      add({ network, count });
      model.update(weights);
    }
    add(predictor.combination);
  }
  const rest = nodeSha256();
  rest.update(new TextEncoder().encode(JSON.stringify({ ...wish, program: [__APP_VERSION__, __APP_COMMIT__] })));
  return { model: model.hex(), input, wish: rest.hex() };
}

const recordSchema = z.object({
  version: z.literal(1),
  model: z.string(),
  input: z.string(),
  wish: z.string(),
  done: z.array(z.tuple([z.number(), z.number()])),
});
type Kept = z.infer<typeof recordSchema>;

/** Which slices of outputs that grow are done: what is kept of a prediction beside them until they are whole. */
export interface PredictionRecord {
  readonly hasAny: boolean;
  isDone(slices: Range): boolean;
  /** Writes down that slices are done; one after the other, however they are called. */
  add(slices: Range): Promise<void>;
  remove(): Promise<void>;
}

const pathOf = (out: string): string => `${partOf(out)}.json`;

const REFUSALS: Readonly<Record<keyof PredictionIdentity, string>> = {
  model: "was made by another network",
  input: "is of another image",
  wish: "was made with other options, on another device or by another version of Cristae",
};

/**
 * The record of a prediction into `outs`, begun anew or taken up. Throws StudioError "BadInput" where there is nothing to go on with, or
 * what there is does not belong to this prediction.
 */
export async function openRecord(
  outs: readonly string[],
  identity: PredictionIdentity,
  goesOn: boolean,
): Promise<PredictionRecord> {
  const [first] = outs as readonly [string];
  const kept: Kept = goesOn ? await readKept(outs, identity) : { version: 1, ...identity, done: [] };
  const done: [number, number][] = [...kept.done];
  const path = pathOf(first);
  const write = async () => {
    const aside = `${path}.new`;
    await writeFile(aside, JSON.stringify({ version: 1, ...identity, done }));
    await rename(aside, path);
  };
  // What was begun before must not speak for files that are begun anew.
  if (!goesOn) await sayingFull(first, write());
  let last: Promise<void> = Promise.resolve();
  return {
    get hasAny() {
      return done.length > 0;
    },
    isDone: ({ from, to }) => done.some((range) => range[0] <= from && to <= range[1]),
    add({ from, to }) {
      last = last.then(() => {
        done.push([from, to]);
        return sayingFull(first, write());
      });
      return last;
    },
    remove: () => rm(path, { force: true }),
  };
}

async function readKept(outs: readonly string[], identity: PredictionIdentity): Promise<Kept> {
  const [first] = outs as readonly [string];
  const text = await readFile(pathOf(first), "utf8").catch(() => null);
  const areThere = (await Promise.all(outs.map(hasPart))).every(Boolean);
  if (text === null || !areThere)
    throw new StudioError(
      "BadInput",
      `There is no unfinished prediction to go on with at "${first}". Leave --resume out to begin one.`,
    );
  const kept = recordSchema.safeParse(parsed(text));
  if (!kept.success)
    throw new StudioError(
      "BadInput",
      `What is kept of the unfinished prediction at "${first}" is damaged. Leave --resume out to begin anew.`,
    );
  const other = (["model", "input", "wish"] as const).find((part) => kept.data[part] !== identity[part]);
  if (other)
    throw new StudioError(
      "BadInput",
      `The unfinished prediction at "${first}" ${REFUSALS[other]}. Ask for the same as then, or leave --resume out to begin anew.`,
    );
  return kept.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
