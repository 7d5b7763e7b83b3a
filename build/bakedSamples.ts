import { deflateSync } from "node:zlib";
import type { Plugin } from "vite";
import type { LabelMap } from "../src/core/image/labelMap.ts";
import { sliceOf, type Volume } from "../src/core/image/volume.ts";
import { samples } from "../src/catalog/samples/index.ts";

const PREFIX = "virtual:samples/";

/** Keeps bytes beside the modules; what it gives is JavaScript for their address. */
type Emit = (name: string, source: Uint8Array) => string;

/**
 * Makes the samples when the page or the command line is built, as that takes seconds, and keeps them as files beside the code: `virtual:samples/stacks`
 * and `virtual:samples/pictures` (the middle slice of each) say by id where. A development server keeps them within their modules,
 * and makes them once: it is started anew after they changed.
 */
export function bakedSamples(): Plugin {
  let isServer = false;
  return {
    name: "baked-samples",
    configResolved({ command }) {
      isServer = command === "serve";
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const emit: Emit = isServer
        ? (_, source) =>
            JSON.stringify(`data:application/octet-stream;base64,${Buffer.from(source).toString("base64")}`)
        : (name, source) => `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name, source })}`;
      const part = id.slice(PREFIX.length + 1);
      const partOf = part === "pictures" ? middleOf : (stack: Stack) => stack;
      const fields = samples.list.map(({ id: sample }) => {
        const { shape, voxelSizeNm, bytes } = packed(partOf(made(sample)));
        const facts = JSON.stringify({ shape, voxelSizeNm }).slice(1, -1);
        return `${JSON.stringify(sample)}: { ${facts}, "url": ${emit(`${sample}-${part}.bin`, bytes)} }`;
      });
      return `export default { ${fields.join(", ")} };`;
    },
  };
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

/** Grey values and class indices behind one another, deflated. */
function packed({ volume, labels }: Stack): Pick<Volume, "shape" | "voxelSizeNm"> & { readonly bytes: Uint8Array } {
  const bytes = Buffer.concat(
    [volume.data, labels.data].map((data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
  return { shape: volume.shape, voxelSizeNm: volume.voxelSizeNm, bytes: deflateSync(bytes, { level: 9 }) };
}
