import { deflateSync } from "node:zlib";
import type { Plugin } from "vite";
import type { LabelMap } from "../src/core/image/labelMap.ts";
import { sliceOf, type Volume } from "../src/core/image/volume.ts";
import { samples } from "../src/catalog/samples/index.ts";
import type { PackedStack } from "../src/catalog/samples/baked/packed.ts";

const PREFIX = "virtual:samples/";

/**
 * Makes the samples when the page is built, as that takes a browser seconds: `virtual:samples/stacks` loads whole ones by id, and
 * `virtual:samples/pictures` has the middle slice of each. A development server makes them once: it is started anew after they changed.
 */
export function bakedSamples(): Plugin {
  return {
    name: "baked-samples",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load: (id) => (id.startsWith(`\0${PREFIX}`) ? `export default ${moduleOf(id.slice(PREFIX.length + 1))};` : null),
  };
}

function moduleOf(name: string): string {
  const ids = samples.list.map(({ id }) => id);
  if (name === "stacks")
    return `{ ${ids.map((id) => `${JSON.stringify(id)}: () => import(${JSON.stringify(PREFIX + id)})`).join(", ")} }`;
  return JSON.stringify(
    name === "pictures" ? Object.fromEntries(ids.map((id) => [id, packed(middleOf(made(id)))])) : packed(made(name)),
  );
}

interface Stack {
  readonly volume: Volume;
  readonly labels: LabelMap;
}

const kept = new Map<string, Stack>();

/** The page and its workers are built one after another, from the same samples. */
function made(id: string): Stack {
  const stack = kept.get(id) ?? samples.get(id).create();
  kept.set(id, stack);
  return stack;
}

function middleOf({ volume, labels }: Stack): Stack {
  const [depth, height, width] = volume.shape;
  const middle = Math.floor(depth / 2);
  const shape = [1, height, width] as const;
  return {
    volume: { ...volume, shape, data: sliceOf(volume.data, volume.shape, middle) },
    labels: { ...labels, shape, data: Uint8Array.from(sliceOf(labels.data, labels.shape, middle)) },
  };
}

function packed({ volume, labels }: Stack): PackedStack {
  const pack = ({ buffer, byteOffset, byteLength }: Volume["data"]) =>
    deflateSync(new Uint8Array(buffer, byteOffset, byteLength)).toString("base64");
  return { shape: volume.shape, voxelSizeNm: volume.voxelSizeNm, image: pack(volume.data), labels: pack(labels.data) };
}
