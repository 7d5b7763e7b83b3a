import { describe, expect, test } from "vitest";
import { decodeArray } from "../../../core/image/decode.ts";
import { alongAxes, inUnits } from "../../../core/image/geometry.ts";
import { openFolder } from "../../formats/index.ts";
import { folderOfFiles } from "../../formats/reading/sources.ts";
import type { ExportStack } from "../stack.ts";
import { omeZarr04, omeZarr05 } from "./omeZarr.ts";

const maskClasses = [
  { value: 0, name: "outside", color: "none" },
  { value: 7, name: "Zellkörper", color: "#0072b2" },
];

/** Two slices of 600 × 500 voxels, a stripe of class 7 in the left half. */
const mask: ExportStack = {
  shape: [2, 600, 500],
  data: Uint8Array.from({ length: 2 * 600 * 500 }, (_, at) => (at % 500 < 250 ? 7 : 0)),
  voxelSizeNm: [40, 4, 4],
  geometry: alongAxes([40, 4, 4], [100, 200, 300], 1),
  maskClasses,
};

const attributes = {
  "0.4": (files: ReadonlyMap<string, unknown>, path: string) => files.get(`${path}.zattrs`) as Ome,
  "0.5": (files: ReadonlyMap<string, unknown>, path: string) =>
    (files.get(`${path}zarr.json`) as { attributes: { ome: Ome } }).attributes.ome,
};
type Ome = Readonly<Record<string, unknown>>;

describe.each([
  ["0.4", omeZarr04],
  ["0.5", omeZarr05],
] as const)("a mask as OME-Zarr %s", (version, writer) => {
  const files = async () => (await writer.write("m", mask)).map((file) => ({ ...file, path: file.path.slice(7) }));

  test("is a labels group with the names and colours of its classes", async () => {
    const json = new Map(
      (await files())
        .filter(({ path }) => /(zattrs|json)$/.test(path))
        .map(({ path, bytes }) => [path, JSON.parse(new TextDecoder().decode(bytes)) as unknown]),
    );
    expect(attributes[version](json, "labels/").labels).toEqual(["classes"]);
    const { "image-label": label, multiscales } = attributes[version](json, "labels/classes/");
    expect(label).toEqual({
      ...(version === "0.4" && { version }),
      colors: [
        { "label-value": 0, rgba: [0, 0, 0, 0] },
        { "label-value": 7, rgba: [0, 114, 178, 255] },
      ],
      properties: [
        { "label-value": 0, name: "outside" },
        { "label-value": 7, name: "Zellkörper" },
      ],
      source: { image: "../../" },
    });
    expect(
      (multiscales as readonly { datasets: readonly { path: string }[] }[])[0]!.datasets.map((d) => d.path),
    ).toEqual(["0", "1", "2"]);
    for (const { path, bytes } of await files())
      if (/(zattrs|json)$/.test(path)) expect(bytes.every((byte) => byte < 128)).toBe(true);
    expect(attributes[version](json, "")).toHaveProperty("multiscales");
  });

  test("is read in three resolutions, each in its place", async () => {
    const folder = folderOfFiles(
      "m.zarr",
      new Map((await files()).map(({ path, bytes }) => [path, new Blob([bytes])])),
    );
    const arrays = await openFolder(folder);
    expect(arrays.map(({ shape, voxelSizeNm, level }) => ({ shape, voxelSizeNm, level }))).toEqual([
      { shape: [2, 600, 500], voxelSizeNm: [40, 4, 4], level: 0 },
      { shape: [2, 300, 250], voxelSizeNm: [40, 8, 8], level: 1 },
      { shape: [2, 150, 125], voxelSizeNm: [40, 16, 16], level: 2 },
    ]);
    expect(arrays.map(({ geometry }) => inUnits(geometry!, 1).origin)).toEqual([
      [100, 200, 300],
      [102, 202, 300],
      [106, 206, 300],
    ]);
    const coarse = await decodeArray(arrays[1]!);
    expect(coarse.volume.data).toEqual(Uint8Array.from({ length: 2 * 300 * 250 }, (_, at) => (at % 250 < 125 ? 7 : 0)));
    expect(coarse.maskClasses).toEqual(maskClasses);
  });
});

test("class probabilities stay an image of one level", async () => {
  const stack = { ...mask, data: new Float32Array(2 * 2 * 600 * 500), channels: 2 };
  const paths = (await omeZarr04.write("p", stack)).map(({ path }) => path);
  expect(paths.filter((path) => path.includes("labels"))).toEqual([]);
});
