import fc from "fast-check";
import { expect, test } from "vitest";
import { planCatalog } from "../../catalog/planCatalog.ts";
import { presets } from "../../catalog/spaces/moduleTree/settings.ts";
import { createRandom } from "../random.ts";
import type { TreePlace, TreeView } from "../space/space.ts";
import { treeGallery } from "./treeGallery.ts";

const views = presets.map(({ settings }) => planCatalog.views({ id: "module-tree", settings }));

function placesOf(view: TreeView, genotype: unknown, place: TreePlace = view.root()): readonly TreePlace[] {
  return [place, ...view.below(genotype, place).flatMap((below) => placesOf(view, genotype, below))];
}

test("every module is a dot, and every delta that is not 0 is written beside it", () => {
  fc.assert(
    fc.property(fc.nat(views.length - 1), fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }), (preset, seeds) => {
      const { random, tree } = views[preset]!;
      const genotypes = seeds.map((seed) => random.sample(createRandom("tree", seed)));
      const drawn = genotypes.map((genotype, index) => ({ title: `Trial ${index}`, genotype, view: tree! }));
      const { marks, width, height } = treeGallery(drawn);
      const places = genotypes.map((genotype) => placesOf(tree!, genotype));
      expect(marks.filter(({ mark }) => mark === "disc")).toHaveLength(places.flat().length);
      const texts = marks.flatMap((mark) => (mark.mark === "text" ? [mark] : []));
      for (const { x, y } of texts) expect(x < width && y < height).toBe(true);
      const written = texts.map(({ text }) => text).join(" ");
      const deltas = genotypes.flatMap((genotype, index) =>
        places[index]!.flatMap((place) =>
          tree!.parameters.filter(({ name }) => tree!.deltaAt(genotype, place, name) !== 0),
        ),
      );
      for (const { name } of tree!.parameters)
        expect(written.match(new RegExp(`\\b${name} [+\\u2212\\d]`, "g")) ?? []).toHaveLength(
          deltas.filter((parameter) => parameter.name === name).length,
        );
    }),
    { numRuns: 30 },
  );
});

test("a gallery of nothing is an empty sheet", () => {
  expect(treeGallery([]).marks).toEqual([]);
  expect(treeGallery([]).height).toBeGreaterThan(0);
});
