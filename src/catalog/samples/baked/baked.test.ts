import { expect, test } from "vitest";
import { sliceOf } from "../../../core/image/volume.ts";
import { samples } from "../index.ts";
import { bakedPicture, bakedSample } from "./baked.ts";

const isSame = (one: ArrayLike<number>, other: ArrayLike<number>): boolean =>
  Buffer.from(one as Uint8Array).equals(Buffer.from(other as Uint8Array));

test.each(samples.list.map((sample) => [sample.id, sample] as const))(
  "%s comes from the build as it is made, whole and as a picture",
  async (id, sample) => {
    const { volume, labels } = sample.create();
    const baked = await bakedSample(id);
    expect([baked.volume.shape, baked.volume.voxelSizeNm, baked.labels.shape, baked.labels.classes]).toEqual([
      volume.shape,
      volume.voxelSizeNm,
      labels.shape,
      labels.classes,
    ]);
    expect([baked.volume.data, baked.labels.data].map(({ constructor }) => constructor)).toEqual([
      Uint8Array,
      Uint8Array,
    ]);
    expect([isSame(baked.volume.data, volume.data), isSame(baked.labels.data, labels.data)]).toEqual([true, true]);

    const picture = await bakedPicture(id);
    const middle = Math.floor(sample.shape[0] / 2);
    expect([picture.volume.shape, picture.labels.shape]).toEqual(Array(2).fill([1, ...sample.shape.slice(1)]));
    expect([
      isSame(picture.volume.data, sliceOf(volume.data, volume.shape, middle)),
      isSame(picture.labels.data, sliceOf(labels.data, labels.shape, middle)),
    ]).toEqual([true, true]);
  },
);

test("a sample that is not there is refused by name", async () => {
  await expect(bakedSample("hearts")).rejects.toMatchObject({ name: "UnknownId" });
});
