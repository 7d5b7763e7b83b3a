import type { ExportedFile } from "../../catalog/exports/stack.ts";
import { networkFormats } from "../../catalog/networkFormats/index.ts";
import { networkWriters } from "../../catalog/networkFormats/writers.ts";
import type {
  NetworkFormat,
  NetworkOutput,
  NetworkSubject,
  NetworkWriter,
  Proof,
  TestTile,
} from "../../catalog/networkFormats/networkFormat.ts";
import { StudioError } from "../../core/errors.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { normalise } from "../../engine/trainingData.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import type { Pool } from "../pool.ts";
import type { RuntimeWasm } from "../proof/onnxRuntime.ts";
import type { NetworkWish } from "../studioApi.ts";
import { factsOf } from "./facts.ts";
import { asOneNetwork, exportedMembers, scoredTogether } from "./members.ts";
import { checkClasses, compareScores, differenceOf } from "./proof.ts";
import { roundedOtherwise } from "./rounding.ts";
import { runners } from "./runners.ts";
import { testShape, type GreyBox } from "./testTile.ts";

/** Where an export takes things from. */
export interface ExportSources {
  readonly study: Study;
  readonly folder: StudyFolder;
  readonly trial: Trial;
  readonly pool: Pick<Pool, "scoreBox">;
  /** Grey values to try the network on. */
  readonly box: (shape: GreyBox["shape"]) => GreyBox;
  readonly runtime: () => Promise<RuntimeWasm>;
}

export interface ExportedNetwork {
  /** Of the files, without an ending. */
  readonly name: string;
  readonly files: readonly ExportedFile[];
  /** Null for a format that cannot be run here. */
  readonly proof: Proof | null;
}

/**
 * Writes the network of a trial and runs the file on a test tile before it is handed out. Throws StudioError "NotProven" for a file
 * that computes something else, "NotFound" where weights were not kept, "BadInput" for a trial that cannot be one network.
 */
export async function exportNetwork(
  sources: ExportSources,
  { format: id, output, licence }: NetworkWish,
): Promise<ExportedNetwork> {
  const format = networkFormats.get(id);
  if (!format.outputs.includes(output))
    throw new StudioError("BadInput", `${format.label} gives ${format.outputs.join(" or ")}, not ${output}.`);
  const writer = await networkWriters[format.id]();
  const { subject, rounding } = await subjectOf(sources, format, { output, licence });
  const proof = format.runner && (await prove({ ...subject, format, writer, rounding }, sources));
  return { name: subject.name, files: await writer.write({ ...subject, proof }), proof };
}

async function subjectOf(
  { study, folder, trial, pool, box }: ExportSources,
  { runner }: NetworkFormat,
  { output, licence }: Pick<NetworkWish, "output" | "licence">,
): Promise<{ readonly subject: NetworkSubject } & Pick<Provable, "rounding">> {
  const members = await exportedMembers(study, folder, trial);
  const { classes } = study.spec.task;
  const { network, weights } = asOneNetwork(members, classes.length);
  const facts = factsOf(study, trial, members[0]!.recipe, licence);
  const { where, shape, grey } = box(testShape(network, facts.wholeImage, runner ?? "onnx"));
  const spatial = shape.slice(3 - network.dimension);
  const input = normalise(grey, facts.intensity);
  const scoresOf = (values: Float32Array<ArrayBuffer>) => scoredTogether(members, pool, values, spatial);
  const scores = await scoresOf(input);
  const tile: TestTile = {
    where,
    spatial,
    grey,
    outputSpatial: scores.spatial,
    probabilities: classesFirst(scores.probabilities, facts.classes.length),
  };
  const name = fileName(`${study.spec.name} trial ${trial.label}`);
  const rounding = async () => {
    const { probabilities } = await scoresOf(roundedOtherwise(input));
    return differenceOf(probabilities, scores.probabilities).relative;
  };
  return {
    subject: {
      ...{ name, network, weights, facts, output, tile, proof: null },
    },
    rounding,
  };
}

interface Provable extends NetworkSubject {
  readonly format: NetworkFormat;
  readonly writer: NetworkWriter;
  /** How much the network's own output changes, by its deviation, with the last bit of its input. */
  readonly rounding: () => Promise<number>;
}

/** Probabilities are compared whatever is asked for: of classes it would not be seen how near they were to others. */
async function prove({ format, writer, rounding, ...subject }: Provable, { runtime }: ExportSources): Promise<Proof> {
  const run = runners[format.runner!];
  const given = async (output: NetworkOutput) => {
    const asked = { ...subject, output };
    return run(await (writer.writeRunnable ?? writer.write)(asked), subject.tile, runtime);
  };
  const { values, runtime: ranBy } = await given("probabilities");
  const proof = await compareScores(values, subject.tile, ranBy, rounding);
  if (subject.output === "classes") checkClasses((await given("classes")).values, subject.tile);
  return proof;
}

/** [voxel][class] as one class after the other. */
function classesFirst(probabilities: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const voxels = probabilities.length / classes;
  return Float32Array.from(probabilities, (_, at) => probabilities[(at % voxels) * classes + Math.floor(at / voxels)]!);
}

/** What may be a file, a Python module and an address alike. */
const fileName = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N}]+/gu, "_").replaceAll(/^_+|_+$/g, "") || "network";
