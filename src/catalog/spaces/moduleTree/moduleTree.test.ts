import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse } from "../../../core/network/analysis.ts";
import { createRandom, type Random } from "../../../core/random.ts";
import { valueAt } from "../deltas.ts";
import { drawTree } from "../../strategies/hierarchicalRandom.ts";
import { presets, parseSettings, type ModuleTreeSettings } from "./settings.ts";
import space from "./space.ts";
import {
  blockId,
  blocksOf,
  createTreeView,
  decoderScales,
  encoderBlocks,
  layersOf,
  parametersOf,
  type ModuleTree,
  type ParameterName,
} from "./tree.ts";

const browser = presets[1]!.settings;
const paper = presets[2]!.settings;
const plain: ModuleTreeSettings = { ...paper, padding: "same", poolings: ["max", "conv"] };

const fixed = (kernels: number, blocks: number, layers: number, pooling = 0): ModuleTree => ({
  deltas: { net: { kernels, blocks, layers, width: 0, pooling, activation: 0, gamma1: -11, gamma2: -11 } },
});

function built(tree: ModuleTree, classes: number, extent: number, settings = plain) {
  const decoded = space.bind(settings, { channels: 1, classes, patch: [1, extent, extent] }).decode(tree);
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return analyse(decoded.network, { spatial: [extent, extent], channels: 1 });
}

describe("known parameter counts (spec 1.4)", () => {
  test.each([
    [64, 4, 2, 0, 2, 31_030_658],
    [64, 4, 2, 0, 7, 31_030_983],
    [64, 4, 2, 1, 7, 40_085_063],
    [16, 2, 2, 0, 2, 116_770],
    [8, 2, 2, 0, 2, 29_330],
  ])(
    "%i kernels, %i blocks, %i layers, pooling %i, %i classes: %i",
    (kernels, blocks, layers, pooling, classes, expected) => {
      expect(built(fixed(kernels, blocks, layers, pooling), classes, 64).parameters).toBe(expected);
    },
  );
});

describe("the edge into a block (spec 1.2, as amended)", () => {
  const mutated: ModuleTree = {
    deltas: {
      ...fixed(8, 1, 2, 1).deltas,
      "encoder/block0": { kernels: 100 },
      "decoder/block1/conv0": { kernels: 3, gamma2: 5 },
      "decoder/block1/conv0/in": { kernels: 50, gamma2: 2 },
      "decoder/block0/conv0": { kernels: -2 },
    },
  };
  const nodesOf = (settings: ModuleTreeSettings) => {
    const decoded = space.bind(settings, { channels: 1, classes: 2, patch: [1, 64, 64] }).decode(mutated);
    if ("illegal" in decoded) throw new Error(decoded.illegal.because);
    return new Map(decoded.network.nodes.map((node) => [node.id, node.params]));
  };

  test("takes the width of a mutated first convolution along, and penalties from it on", () => {
    const nodes = nodesOf(plain);
    expect(nodes.get("decoder/block1/in/down")).toMatchObject({
      kernels: 22,
      penalties: { l2: expect.closeTo(1e-4, 12) as number },
    });
    expect(nodes.get("decoder/block1/conv0/conv")).toMatchObject({
      kernels: 22,
      penalties: { l2: expect.closeTo(1e-6, 12) as number },
    });
    expect(nodes.get("decoder/block0/in/up")).toMatchObject({ kernels: 6 });
  });

  test("stands by the block in studies from before, whose genotypes keep their networks", () => {
    const before = parseSettings({ ...plain, edges: undefined });
    expect(before.edges).toBe("block");
    expect(nodesOf(before).get("decoder/block1/in/down")).toMatchObject({ kernels: 16 });
    expect(nodesOf(before).get("decoder/block0/in/up")).toMatchObject({ kernels: 8 });
  });

  test("two trees that differ by that width are two networks, with the parameters of both convolutions", () => {
    const bound = space.bind(plain, { channels: 1, classes: 2, patch: [1, 64, 64] });
    const plainTree = fixed(8, 1, 2, 1);
    const wider: ModuleTree = { deltas: { ...plainTree.deltas, "decoder/block1/conv0": { kernels: 1 } } };
    expect(bound.key(wider)).not.toBe(bound.key(plainTree));
    // 2 more kernels: the strided 2 × 2 over 8 channels, the 3 × 3 between them (18 · 18 for 16 · 16), and what the next 3 × 3 reads.
    expect(built(wider, 2, 64).parameters - built(plainTree, 2, 64).parameters).toBe(
      2 * (8 * 4 + 1) + 9 * (18 * 18 - 16 * 16) + 2 + 2 * 9 * 16,
    );
  });
});

describe("known sizes with valid padding (spec 1.4)", () => {
  test.each([
    [4, 2, 572, 388],
    [4, 2, 188, 4],
    [2, 2, 44, 4],
    [3, 2, 92, 4],
    [2, 3, 62, 2],
  ])("%i blocks of %i layers: %i px in, %i px out", (blocks, layers, extent, output) => {
    expect(built(fixed(4, blocks, layers), 2, extent, paper).output.spatial).toEqual([output, output]);
  });

  test("a patch that leaves an encoder block on an odd size shrinks until it does not, never in depth", () => {
    const patchOf = (patch: readonly [number, number, number], blocks: number) => {
      const decoded = space.bind(paper, { channels: 1, classes: 2, patch }).decode(fixed(4, blocks, 2));
      return "network" in decoded && decoded.patch;
    };
    expect(patchOf([1, 44, 44], 2)).toBeUndefined();
    expect(patchOf([1, 45, 45], 2)).toEqual([1, 44, 44]);
    expect(patchOf([1, 571, 571], 4)).toEqual([1, 556, 556]);
    expect(patchOf([40, 47, 47], 2)).toEqual([40, 44, 44]);
  });

  test("an output that vanishes is illegal", () => {
    const small = space.bind(paper, { channels: 1, classes: 2, patch: [1, 20, 20] });
    expect(small.decode(fixed(4, 3, 2))).toHaveProperty("illegal");
  });
});

test("tree size: 3 + (2B+1)(1+C) modules, B merges (spec 1.4)", () => {
  for (const [blocks, layers, modules] of [
    [4, 2, 30],
    [2, 2, 18],
  ] as const) {
    const tree = fixed(4, blocks, layers);
    const convs = blocksOf(tree, "encoderDecoder").reduce((sum, { id }) => sum + layersOf(tree, id), 0);
    expect(3 + blocksOf(tree, "encoderDecoder").length + convs).toBe(modules);
    const decoded = space.bind(plain, { channels: 1, classes: 2, patch: [1, 64, 64] }).decode(tree);
    expect("network" in decoded && decoded.network.nodes.filter(({ kind }) => kind === "concat")).toHaveLength(blocks);
  }
});

/** Draws the low end of every range, except that the first whole number drawn is `first`. */
function scripted(first: number): Random {
  let isFirst = true;
  const random: Random = {
    float: () => 0,
    between: (low) => low,
    normal: () => 0,
    pick: (list) => list[0]!,
    fork: () => random,
    int: (low) => {
      const value = isFirst ? first : low;
      isFirst = false;
      return value;
    },
  };
  return random;
}

describe("the dilated variant (spec 1.2)", () => {
  const dilated: ModuleTreeSettings = { ...plain, shape: "dilated", isResidual: true };
  const convs = (blocks: number, layers: number) => {
    const decoded = space
      .bind(dilated, { channels: 1, classes: 2, patch: [1, 63, 63] })
      .decode(fixed(4, blocks, layers));
    if ("illegal" in decoded) throw new Error(decoded.illegal.because);
    return decoded.network.nodes;
  };

  test("block i stays at full resolution with dilation 2^i, and a first layer is added to the last of its block", () => {
    const nodes = convs(3, 2);
    const rates = nodes.flatMap((node) =>
      node.kind === "conv" && node.id.startsWith("stack/") ? [node.params.dilation] : [],
    );
    expect(rates).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
      [2, 2],
      [4, 4],
      [4, 4],
    ]);
    expect(nodes.filter(({ kind }) => kind === "add")).toHaveLength(3);
    expect(nodes.some(({ kind }) => kind === "pool" || kind === "convTranspose")).toBe(false);
  });

  test("is drawn by the hierarchy like the encoder-decoder: a stack of blocks below the net", () => {
    const tree = drawTree(createTreeView(dilated), createRandom(4)).genotype as ModuleTree;
    expect(blocksOf(tree, "dilated").every(({ id }) => id in tree.deltas)).toBe(true);
    expect(Object.keys(tree.deltas).some((id) => id.startsWith("encoder"))).toBe(false);
  });
});

describe("worked example of sampling (spec 1.3)", () => {
  const example = (root: readonly [number, number]): ModuleTreeSettings => ({
    ...paper,
    kernels: [[...root], [-4, -4], [-4, -4], [-4, -4]],
    blocks: [[2, 2], null, null, null],
    layers: [[2, 2], null, null, null],
    penalty: [[-11, -11], null, null, null],
    poolings: ["max"],
    poolingMayFlip: [false, false, false],
    rates: [1, 1, 1, 1],
    isAdditive: false,
  });

  test("a root range of one value freezes the whole tree", () => {
    const { genotype } = drawTree(createTreeView(example([16, 16])), scripted(16));
    expect(valueAt(genotype as ModuleTree, "encoder", "kernels")).toBe(16);
  });

  test("with 8 to 64 at the root and a draw of 16: encoder 12, blocks 8, layers clipped to 8", () => {
    const { genotype } = drawTree(createTreeView(example([8, 64])), scripted(16));
    const tree = genotype as ModuleTree;
    expect(
      ["net", "encoder", "encoder/block0", "encoder/block0/conv1"].map((id) => valueAt(tree, id, "kernels")),
    ).toEqual([16, 12, 8, 8]);
  });
});

describe("hierarchical draws", () => {
  const arbitrarySeed = fc.integer({ min: 0, max: 1e9 });
  const treeOf = (settings: ModuleTreeSettings, seed: number) =>
    drawTree(createTreeView(settings), createRandom(seed)).genotype as ModuleTree;

  test("every accumulated value lies in the range of the root, and the decoder has one block more, scales B to 0", () => {
    const parameters = parametersOf(browser);
    fc.assert(
      fc.property(arbitrarySeed, (seed) => {
        const tree = treeOf(browser, seed);
        for (const id of Object.keys(tree.deltas)) {
          for (const { name, regions } of parameters) {
            const [low, high] = regions[0]!;
            const value = valueAt(tree, id, name);
            expect(value).toBeGreaterThanOrEqual(low - 1e-9);
            expect(value).toBeLessThanOrEqual(high + 1e-9);
          }
        }
        const count = encoderBlocks(tree);
        expect(decoderScales(tree)).toEqual(Array.from({ length: count + 1 }, (_, index) => count - index));
      }),
      { numRuns: 200 },
    );
  });

  test("changing an ancestor's delta shifts every descendant by as much", () => {
    fc.assert(
      fc.property(arbitrarySeed, fc.integer({ min: -5, max: 5 }), (seed, shift) => {
        const tree = treeOf(browser, seed);
        const view = createTreeView(browser);
        const moved = view.withDelta(
          tree,
          { id: "encoder", level: 1 },
          "kernels",
          view.deltaAt(tree, { id: "encoder", level: 1 }, "kernels") + shift,
        );
        const id = `${blockId("encoder", 0)}/conv0`;
        expect(valueAt(moved, id, "kernels") - valueAt(tree, id, "kernels")).toBeCloseTo(shift, 9);
        expect(valueAt(moved, "decoder", "kernels")).toBe(valueAt(tree, "decoder", "kernels"));
      }),
    );
  });

  test("the same seed gives the same tree, rates of 0 the default tree", () => {
    expect(treeOf(browser, 7)).toEqual(treeOf(browser, 7));
    const still = { ...browser, rates: [0, 0, 0, 0] as const };
    expect(treeOf(still as unknown as ModuleTreeSettings, 7)).toEqual(createTreeView(browser).begin());
  });

  test("modules move as often as their rate says, and whole-number draws reach both ends", () => {
    const view = createTreeView({ ...browser, blocks: [[2, 2], null, null, null], layers: [[2, 2], null, null, null] });
    let [moved, draws] = [0, 0];
    const roots = new Set<number>();
    for (let seed = 0; seed < 500; seed++) {
      const tree = drawTree(view, createRandom("rate", seed)).genotype as ModuleTree;
      roots.add(tree.deltas.net!.kernels!);
      for (const [id, deltas] of Object.entries(tree.deltas)) if (id !== "net" && "gamma1" in deltas) moved++;
      draws += 2 + 5 + 10 + 4;
    }
    expect(Math.abs(moved / draws - 0.65)).toBeLessThan(3 * Math.sqrt((0.65 * 0.35) / draws));
    expect([Math.min(...roots), Math.max(...roots)]).toEqual([4, 32]);
  });
});

test("settings that do not fit are refused by field", () => {
  expect(() => parseSettings({ ...browser, kernels: [[9, 4], null, null, null] })).toThrow(
    /kernels\.0: the first number must not be above the second/,
  );
  expect(() => parseSettings({ ...browser, activations: [] })).toThrow(/activations/);
  expect(parseSettings(JSON.parse(JSON.stringify(browser)))).toEqual(browser);
});

test("two draws that build the same network have the same key, others differ", () => {
  const bound = space.bind(browser, { channels: 1, classes: 3, patch: [1, 64, 64] });
  const tree = fixed(8, 2, 2);
  const zeroDelta: ModuleTree = { deltas: { ...tree.deltas, encoder: { kernels: 0 } } };
  expect(bound.key(zeroDelta)).toBe(bound.key(tree));
  expect(bound.key(fixed(9, 2, 2))).not.toBe(bound.key(tree));
  expect(bound.describe(tree)).toBe("2 blocks, 2 layers, 8 to 32 kernels, 3×3, relu");
});

const arbitraryName = fc.constantFrom<ParameterName>("kernels", "blocks", "layers", "gamma1");
test("setting a delta is read back", () => {
  const view = createTreeView(browser);
  fc.assert(
    fc.property(arbitraryName, fc.integer({ min: -4, max: 4 }), (name, delta) => {
      const place = { id: "encoder", level: 1 };
      expect(view.deltaAt(view.withDelta(view.begin(), place, name, delta), place, name)).toBe(delta);
    }),
  );
});

describe("as a box of numbers", () => {
  const { vector } = space.bind(browser, { channels: 1, classes: 2, patch: [1, 64, 64] }).views;

  test("whole numbers are floors, the upper bound means the last of them, and modules below inherit", () => {
    expect(vector!.parameters.map(({ name, low, high, isFloored }) => [name, low, high, isFloored])).toEqual([
      ["kernels", 4, 33, true],
      ["blocks", 1, 5, true],
      ["layers", 1, 4, true],
      ["width", 0, 2, true],
      ["pooling", 0, 2, true],
      ["activation", 0, 3, true],
      ["gamma1", -11, -3, false],
      ["gamma2", -11, -3, false],
    ]);
    const tree = vector!.fromVector([33, 2.99, 1, 1.2, 0, 3, -4.5, -11]);
    expect(tree.deltas).toEqual({
      net: { kernels: 32, blocks: 2, layers: 1, width: 1, pooling: 0, activation: 2, gamma1: -4.5, gamma2: -11 },
    });
    expect(valueAt(tree, "encoder/block0/conv0", "kernels")).toBe(32);
  });

  test("a point comes back exactly, and a tree without one gives a point that means its root", () => {
    const axis = ({ low, high }: { low: number; high: number }) => fc.double({ min: low, max: high, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(...vector!.parameters.map(axis)), (x) => {
        const tree = vector!.fromVector(x);
        expect(vector!.toVector(tree)).toEqual(x);
        expect(vector!.fromVector(vector!.toVector({ deltas: tree.deltas })).deltas).toEqual(tree.deltas);
      }),
    );
  });
});
