import fc from "fast-check";
import { expect, test } from "vitest";
import { instanceAnswers } from "../../../testing/instanceAnswers.ts";
import { WITHOUT_ANSWERS } from "../../../testing/skipping.ts";
import { voxelCount, type Shape3 } from "../volume.ts";
import { components } from "./components.ts";
import type { Neighbours } from "./objects.ts";

/** Floods from each voxel that has no number yet, in row-major order: the definition, slowly. */
function flooded(mask: Uint8Array, [depth, height, width]: Shape3, neighbours: Neighbours): readonly number[] {
  const ids = new Array<number>(mask.length).fill(0);
  let count = 0;
  for (let first = 0; first < mask.length; first++) {
    if (!mask[first] || ids[first]) continue;
    count++;
    const waiting = [first];
    ids[first] = count;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const [z, y, x] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
      for (let dz = -1; dz <= 1; dz++)
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            if (neighbours === "faces" && Math.abs(dz) + Math.abs(dy) + Math.abs(dx) > 1) continue;
            const [oz, oy, ox] = [z + dz, y + dy, x + dx];
            if (oz < 0 || oy < 0 || ox < 0 || oz >= depth || oy >= height || ox >= width) continue;
            const other = (oz * height + oy) * width + ox;
            if (!mask[other] || ids[other]) continue;
            ids[other] = count;
            waiting.push(other);
          }
    }
  }
  return ids;
}

const anyMask = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape as Shape3),
      mask: fc.array(fc.boolean(), { minLength: voxelCount(shape), maxLength: voxelCount(shape) }),
    }),
  );

test.each(["faces", "corners"] as const)("components by %s are what flooding finds, in its order", (neighbours) => {
  fc.assert(
    fc.property(anyMask, ({ shape, mask }) => {
      const voxels = Uint8Array.from(mask, Number);
      const { ids, sizes } = components(voxels, shape, { neighbours });
      expect([...ids]).toEqual(flooded(voxels, shape, neighbours));
      expect(sizes).toEqual(sizes.map((_, index) => ids.filter((id) => id === index + 1).length));
    }),
  );
});

test("small components are left out, and the others numbered without gaps", () => {
  const mask = Uint8Array.from([1, 0, 1, 1, 0, 0, 1, 1, 1]);
  expect(components(mask, [1, 1, 9], { neighbours: "faces", minimum: 2 })).toEqual({
    ids: Uint32Array.from([0, 0, 1, 1, 0, 0, 2, 2, 2]),
    sizes: [2, 3],
  });
});

test("neighbours of another value belong to another object", () => {
  expect([...components([1, 1, 2, 2, 0, 1], [1, 1, 6], { neighbours: "faces" }).ids]).toEqual([1, 1, 2, 2, 0, 3]);
  expect([...components([1, 2, 2, 1], [1, 2, 2], { neighbours: "corners" }).ids]).toEqual([1, 2, 2, 1]);
});

test.skipIf(instanceAnswers.components.length === 0)("are those of the specification", WITHOUT_ANSWERS, () => {
  for (const { classes, neighbours, minSize, ofClass } of instanceAnswers.components)
    for (const [value, { labels, sizes }] of Object.entries(ofClass)) {
      const mask = classes.flat().map((label) => (label === Number(value) ? 1 : 0));
      const found = components(mask, [1, classes.length, classes[0]!.length], {
        neighbours: neighbours === 4 ? "faces" : "corners",
        minimum: minSize,
      });
      expect([...found.ids]).toEqual(labels.flat());
      expect(found.sizes).toEqual(sizes);
    }
});
