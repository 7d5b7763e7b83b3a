import { describe, expect, test } from "vitest";
import { isPassedOver } from "./fileNames.ts";
import { joinSeries, pairWarning } from "./series.ts";
import type { NamedDecoded } from "./seriesSlices.ts";
import type { VoxelArray } from "./volume.ts";

const slice = (path: string, data: VoxelArray): NamedDecoded => ({
  path,
  decoded: {
    volume: { shape: [1, 1, data.length], data, voxelSizeNm: null },
    description: "PNG, 8-bit",
    isColor: false,
    isLossy: false,
    warnings: [],
  },
});
const square = (path: string, side: number, data: VoxelArray): NamedDecoded => {
  const { decoded } = slice(path, data);
  return { path, decoded: { ...decoded, volume: { ...decoded.volume, shape: [1, side, side] } } };
};
const numbered = (count: number, side = 2) =>
  Array.from({ length: count }, (_, z) => square(`s${z}.png`, side, new Uint8Array(side * side).fill(z)));

describe("a slice of another kind among others", () => {
  test("of the series is refused by name, whatever differs", () => {
    const among = (other: NamedDecoded) => () => joinSeries([...numbered(3), other, ...numbered(6).slice(4)]);
    expect(among(square("s3.png", 2, Uint16Array.of(0, 771, 0, 0)))).toThrow(
      'The slices of "s" differ: s3.png is 2 × 2, uint16, 5 others are 2 × 2, uint8.',
    );
    expect(among(square("s3.png", 2, Float32Array.of(0, 0.5, 0, 0)))).toThrow(/s3\.png is 2 × 2, float32/);
    expect(among(square("s3.png", 3, new Uint8Array(9)))).toThrow(
      /s3\.png is 3 × 3, uint8.*Convert it, or move it elsewhere/,
    );
    const { decoded, path } = square("s3.png", 2, new Uint8Array(4));
    expect(among({ path, decoded: { ...decoded, isColor: true } })).toThrow(/s3\.png is 2 × 2, colour/);
  });

  test("is kept in the others' type, and told, where that holds all its values", () => {
    const { volume, warnings } = joinSeries([...numbered(3), square("s3.png", 2, Float64Array.of(0, 1, 7, 255))]);
    expect(volume.data).toEqual(Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 1, 7, 255));
    expect(warnings).toEqual([
      "s3.png is 2 × 2, float64, the others are 2 × 2, uint8. Its values were kept as they are; check that they are on the same scale.",
    ]);
  });

  test("is left out by name where its name is none of the series", () => {
    const { volume, warnings } = joinSeries([square("overview.png", 4, new Uint8Array(16)), ...numbered(6)]);
    expect(volume.shape).toEqual([6, 2, 2]);
    expect(warnings).toEqual([
      "6 of 7 files read; overview.png is 4 × 4, uint8 and was left out, the others are 2 × 2, uint8.",
    ]);
  });

  test("is refused where there are as many others: which is the stack?", () => {
    expect(() =>
      joinSeries([...numbered(2), square("a0.png", 3, new Uint8Array(9)), square("a1.png", 3, new Uint8Array(9))]),
    ).toThrow(/differ: s0\.png is 2 × 2/);
    expect(() => joinSeries([square("a.png", 2, new Uint8Array(4)), square("b.png", 3, new Uint8Array(9))])).toThrow(
      /differ/,
    );
  });
});

test("what systems leave behind is passed over; what makes a Zarr is not", () => {
  expect(
    ["a/._b.png", ".hidden.tif", "__MACOSX/x.png", "d/Thumbs.db", ".DS_Store", "x/.git/a.png", "Desktop.ini"].map(
      isPassedOver,
    ),
  ).toEqual(Array(7).fill(true));
  expect(["a/b.png", "x.zarr/.zarray", "x.zarr/0/.zattrs", "./a.png", "../a.png"].map(isPassedOver)).toEqual(
    Array(5).fill(false),
  );
});

test("labels whose numbers do not go on as the images' do are told", () => {
  const series = (...paths: readonly string[]) => joinSeries(paths.map((path) => slice(path, Uint8Array.of(1))));
  expect(pairWarning(series("s1.png", "s2.png", "s3.png"), series("s1.png", "s2.png", "s4.png"))).toMatch(
    /s3\.png goes with s4\.png/,
  );
  expect(pairWarning(series("z00.png", "z01.png"), series("label_1.tif", "label_2.tif"))).toBeNull();
  expect(pairWarning(series("a.png", "b.png"), series("a.png", "c.png"))).toBeNull();
  expect(pairWarning(series("x12_y7_z3_s0.png", "x12_y7_z4_s0.png"), series("sec_3.png", "sec_4.png"))).toBeNull();
  expect(pairWarning(series("x12_y7_z3_s0.png", "x12_y7_z5_s0.png"), series("sec_3.png", "sec_4.png"))).toMatch(
    /z5_s0\.png goes with sec_4/,
  );
  expect(pairWarning(series("r1c1_t2.png", "r1c1_t10.png"), series("t002.png", "t010.png"))).toBeNull();
});
