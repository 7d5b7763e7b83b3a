import { StudioError } from "../../core/errors.ts";
import type { Progress } from "../../core/image/arrayFacts.ts";
import type { StoredArray } from "../../core/image/format.ts";
import { onlyArray, pickArray } from "../../core/image/pick.ts";
import { dtypeOf, intensities, shapeText } from "../../core/image/volume.ts";
import { nodeSha256 } from "../../worker/reading/nodeSha256.ts";
import type { ReaderApi } from "../../worker/reading/readerApi.ts";
import { readStack, requestsOf, withReader } from "../input.ts";
import type { Output } from "../output.ts";

export interface InfoFlags {
  readonly dataset?: string;
}

/** `cristae info`: what a file, a folder of slices or an address holds, as it is stored there. */
export async function info(path: string, { dataset }: InfoFlags, output: Output): Promise<void> {
  const requests = await requestsOf(path);
  if (requests.length > 1) return seriesInfo(path, output);
  await withReader(async (reader) => {
    const { id, arrays } = await reader.open(requests[0]!);
    const one = dataset === undefined ? onlyArray(arrays) : pickArray(arrays, dataset);
    if (one) return arrayInfo({ reader, id, arrays }, one, output);
    output.json({ type: "info", datasets: arrays.map(headerOf) });
    if (arrays.length > 0 && arrays.every(({ refusal }) => refusal !== undefined))
      throw new StudioError(
        "UnreadableFile",
        `None of its ${arrays.length} arrays can be read. ${arrays.map(({ name, refusal }) => `${name}: ${refusal!}`).join(" ")}`,
      );
    for (const array of arrays)
      output.say(`${array.name}: ${array.description}${array.refusal === undefined ? "" : `\n  ${array.refusal}`}`);
    output.note("Choose one with --dataset NAME to see its values.");
  });
}

interface Opened {
  readonly reader: ReaderApi;
  readonly id: number;
  readonly arrays: readonly StoredArray[];
}

const headerOf = ({ name, shape, dtype, axes, voxelSizeNm, description, refusal, warnings }: StoredArray) => ({
  name,
  shape,
  dtype,
  axes,
  voxelSize: voxelSizeNm,
  description,
  ...(refusal !== undefined && { refusal }),
  warnings,
});

const SECONDS_BETWEEN_NOTES = 10;

/** Shows how far a long reading is: in the bar of a terminal, else in a line now and then. Ctrl-C ends it. */
function progressOf(what: string, output: Output): Progress {
  let noted = performance.now();
  return (share) => {
    const text = `${what}: ${Math.floor(100 * share)} %`;
    output.bar(() => (share < 1 ? text : ""));
    if (process.stderr.isTTY || performance.now() - noted < 1000 * SECONDS_BETWEEN_NOTES) return;
    noted = performance.now();
    output.note(text);
  };
}

async function arrayInfo({ reader, id, arrays }: Opened, array: StoredArray, output: Output): Promise<void> {
  if (array.refusal !== undefined) throw new StudioError("UnreadableFile", array.refusal);
  const {
    min,
    max,
    mean,
    nonFinite,
    sha256: digest,
    warnings: found,
  } = await reader.facts(id, arrays.indexOf(array), progressOf("Reading its values", output));
  const warnings = [
    ...found,
    ...(nonFinite > 0 ? [`${nonFinite} values are NaN or infinite; minimum, maximum and mean leave them out.`] : []),
  ];
  const { scale, samples } = array;
  output.json({
    type: "info",
    ...headerOf(array),
    min,
    max,
    mean,
    sha256: digest,
    ...(scale && { scale }),
    ...(samples && { samples }),
    isLossy: array.isLossy ?? false,
    warnings,
    ...(arrays.length > 1 && { datasets: arrays.map(({ name }) => name) }),
  });
  output.say(
    `${array.description}\nshape ${shapeText(array.shape)} (${array.axes}), ${array.dtype}, min ${min}, max ${max}, mean ${mean?.toFixed(3) ?? "-"}, voxel size ${array.voxelSizeNm ? `${array.voxelSizeNm.join(" × ")} nm` : "not stated"}`,
  );
  for (const warning of warnings) output.note(warning);
}

async function seriesInfo(path: string, output: Output): Promise<void> {
  const { volume, description, isColor, isLossy, warnings } = await readStack(
    path,
    {},
    { progress: progressOf("Reading its slices", output) },
  );
  const { min, max, mean } = intensities(volume);
  const hash = nodeSha256();
  hash.update(new Uint8Array(volume.data.buffer as ArrayBuffer, volume.data.byteOffset, volume.data.byteLength));
  output.json({
    type: "info",
    shape: volume.shape,
    axes: "zyx",
    dtype: dtypeOf(volume.data),
    min,
    max,
    mean,
    sha256: hash.hex(),
    voxelSize: volume.voxelSizeNm,
    description,
    isColor,
    isLossy,
    warnings,
  });
  output.say(
    `${description}\nshape ${shapeText(volume.shape)}, ${dtypeOf(volume.data)}, min ${min}, max ${max}, mean ${mean.toFixed(3)}, voxel size ${volume.voxelSizeNm ? `${volume.voxelSizeNm.join(" × ")} nm` : "not stated"}`,
  );
  for (const warning of warnings) output.note(warning);
}
