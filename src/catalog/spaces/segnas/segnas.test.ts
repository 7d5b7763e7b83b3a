import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogParts } from "../../parts.ts";
import { shortHash } from "../../../core/random.ts";
import { runStudy } from "../../../core/run/runStudy.ts";
import { createStopper } from "../../../core/run/signal.ts";
import { createResolver } from "../../../core/stages/resolve.ts";
import type { Stage } from "../../../core/stages/index.ts";
import { genotypeOf, isProposed } from "../../../core/study/architecture.ts";
import {
  arrayLog,
  newStudy,
  toyEvaluator,
  toyParts,
  toyRecipe,
  toySearch,
  toySpec,
} from "../../../testing/toyStudy.ts";
import { analyse } from "../../../core/network/analysis.ts";
import { combinationsOf, parametersOf, specAt, type SegnasSpec } from "./axes.ts";
import { blockFault, edgesOf, MOST_OPERATIONS } from "./block.ts";
import { decodeSpec } from "./decode.ts";
import { legalBlocks, legalShareOf, networksOf } from "./legality.ts";
import { parseSettings, presets } from "./settings.ts";
import space, { canonicalKey } from "./space.ts";
import { mainNode } from "../../../core/network/outputs.ts";

const preset = (id: string) => presets.find((one) => one.id === id)!.settings;
const any = preset("segnas11").operations;
const full = (operations: readonly number[]) => [
  ...operations,
  ...Array<number>(MOST_OPERATIONS - operations.length).fill(0),
];
const spec = (
  n: number,
  p: number,
  nodes: number,
  operations: readonly number[],
  sup: number,
  res: number,
): SegnasSpec => ({ n, p, nodes, operations: full(operations), sup, res });

describe("the block's graph (spec 4.2)", () => {
  test.each([
    [2, 6, 7],
    [3, 252, 343],
    [4, 83_160, 117_649],
  ])("%i nodes: %i of %i vectors are legal", (nodes, legal, all) => {
    expect(legalBlocks(nodes, any)).toEqual({ legal, all });
  });

  test.each([
    ["segnas11", 33_367_200],
    ["segnas7", 83_418],
    ["segnas4", 400],
  ])("%s holds %i distinct networks (spec 4.3)", (id, networks) => {
    expect(networksOf(preset(id))).toBe(networks);
  });

  test("legal means: every node but the first has an input, every node but the last an output", () => {
    const four = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(four, (operations) => {
        const [a01, a02, , a12, a13, a23] = operations.map((operation) => operation !== 0) as [
          boolean,
          boolean,
          boolean,
          boolean,
          boolean,
          boolean,
        ];
        expect(blockFault(4, operations) === null).toBe(a01 && a23 && (a02 || a12) && (a12 || a13));
        expect(blockFault(3, operations) === null).toBe(operations[0] !== 0 && operations[2] !== 0);
        expect(blockFault(2, operations) === null).toBe(operations[0] !== 0);
      }),
    );
  });

  test("the four cases of Fig. 2: a chain and several edges are legal, a source at node 2 and a sink at node 1 are not", () => {
    expect(blockFault(4, [2, 0, 0, 2, 0, 2])).toBeNull();
    expect(blockFault(4, [2, 3, 6, 1, 4, 5])).toBeNull();
    expect(blockFault(4, [2, 0, 1, 0, 3, 2])).toEqual({ node: 2, lacks: "input" });
    expect(blockFault(4, [2, 2, 0, 0, 0, 2])).toEqual({ node: 1, lacks: "output" });
  });
});

describe("ranges (spec 4.3)", () => {
  test.each([
    ["segnas11", 141_178_800, 11],
    ["segnas4", 400, 4],
    ["segnas7", 352_947, 7],
  ])("%s has %i combinations over %i axes", (id, combinations, axes) => {
    expect(combinationsOf(preset(id))).toBe(combinations);
    expect(parametersOf(preset(id))).toHaveLength(axes);
  });

  test("legal shares: 76.62 % of SegNAS7 and SegNAS11, all of SegNAS4", () => {
    expect(legalShareOf(preset("segnas7")) * 352_947).toBeCloseTo(270_438, 4);
    expect(legalShareOf(preset("segnas11")) * 141_178_800).toBeCloseTo(108_175_200, 2);
    expect(legalShareOf(preset("segnas4"))).toBe(1);
  });

  test("a point at the closed upper bound means the last whole number: 33 channels are 32 (spec 4.9)", () => {
    const settings = preset("segnas11");
    const upper = parametersOf(settings).map(({ high }) => high);
    expect(upper[0]).toBe(33);
    expect(specAt(settings, upper)).toEqual({ n: 32, p: 5, sup: 1, res: 1, nodes: 4, operations: Array(6).fill(6) });
    expect(specAt(preset("segnas4"), [21.9, 3.2, 1.7, 0.99])).toEqual(spec(21, 3, 3, [2, 0, 2], 1, 0));
  });

  test("operations that the block has no room for do not make another network", () => {
    expect(canonicalKey(spec(8, 2, 3, [2, 0, 2, 5], 0, 0))).toBe(canonicalKey(spec(8, 2, 3, [2, 0, 2, 1], 0, 0)));
    expect(canonicalKey(spec(8, 2, 4, [2, 0, 2, 5], 0, 0))).not.toBe(canonicalKey(spec(8, 2, 4, [2, 0, 2, 1], 0, 0)));
  });

  test("settings from a file are checked", () => {
    expect(() => parseSettings({ ...preset("segnas4"), nodes: [2, 5] })).toThrow(/nodes/);
    expect(() => parseSettings({ ...preset("segnas4"), p: [4, 2] })).toThrow(/first number must not be above/);
  });
});

function built(one: SegnasSpec, dimension: 2 | 3, classes: number, extent = 2 ** one.p) {
  const patch = dimension === 3 ? ([extent, extent, extent] as const) : ([1, extent, extent] as const);
  const decoded = decodeSpec(one, 0.1, { channels: 1, classes, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return analyse(decoded.network, { spatial: dimension === 3 ? patch : patch.slice(1), channels: 1 });
}

describe("networks (spec 4.4)", () => {
  test.each([
    ["SegNAS11", spec(26, 3, 3, [2, 2, 3], 0, 1), 12_868_590],
    ["SegNAS4", spec(21, 3, 3, [2, 0, 2], 1, 0), 2_518_716],
    ["SegNAS7", spec(16, 4, 4, [6, 2, 3, 0, 4, 3], 0, 1), 33_344_820],
  ])("the published optimum of %s has the parameters of spec 4.4", (_, one, parameters) => {
    expect(built(one, 3, 20).parameters).toBe(parameters);
  });

  test.each([
    [spec(8, 2, 3, [2, 0, 2], 0, 0), 88_842, 29_946],
    [spec(8, 2, 3, [2, 0, 2], 1, 1), 90_564, 31_668],
    [spec(8, 2, 2, [2], 0, 0), 43_674, 14_730],
    [spec(8, 2, 4, [6, 2, 3, 0, 4, 3], 0, 1), 501_698, 115_602],
  ])("test vector %#: parameters in 3D and in 2D", (one, in3d, in2d) => {
    expect(built(one, 3, 2).parameters).toBe(in3d);
    expect(built(one, 2, 2).parameters).toBe(in2d);
  });

  test.each([2, 3, 4, 5])(
    "the output has the input's size with %i poolings; a patch that cannot be halved as often grows",
    (p) => {
      expect(built(spec(4, p, 4, [6, 2, 3, 0, 4, 3], 1, 1), 2, 3, 64).output).toEqual({
        spatial: [64, 64],
        channels: 3,
      });
      const decoded = decodeSpec(spec(4, p, 2, [2], 0, 0), 0.1, { channels: 1, classes: 2, patch: [1, 33, 30] });
      const multiple = 2 ** p;
      expect(decoded).toMatchObject({
        patch: [1, Math.ceil(33 / multiple) * multiple, Math.ceil(30 / multiple) * multiple],
      });
    },
  );

  test("every node of a legal block lies on a path from the first to the last, so no node of the network is unused", () => {
    const bound = space.bind(preset("segnas-small"), { channels: 1, classes: 2, patch: [1, 32, 32] });
    const axes = parametersOf(preset("segnas-small"));
    fc.assert(
      fc.property(fc.tuple(...axes.map(({ low, high }) => fc.double({ min: low, max: high, noNaN: true }))), (x) => {
        const decoded = bound.decode(x);
        if ("illegal" in decoded) return;
        const { nodes } = decoded.network;
        const output = mainNode(decoded.network);
        const used = new Set(nodes.flatMap(({ inputs }) => inputs));
        for (const { id } of nodes) expect(id === output || used.has(id)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("an illegal block says which node is at fault", () => {
    expect(decodeSpec(spec(8, 2, 3, [2, 0, 0], 0, 0), 0.1, { channels: 1, classes: 2, patch: [1, 32, 32] })).toEqual({
      illegal: { kind: "structure", because: "Node 2 of the block has no input.", range: "operations" },
    });
    expect(edgesOf(4)).toBe(6);
  });
});

describe("the learning rate in the same box (Wong and Moradi 2019: an axis may be real)", () => {
  const settings = preset("segnas4-rate");
  const bound = space.bind(settings, { channels: 1, classes: 2, patch: [1, 32, 32] });
  const at = (n: number, log: number) => [n, 2, 0, 0, log];
  const recipeAt = (x: readonly number[]) => {
    const decoded = bound.decode(x);
    return "illegal" in decoded ? null : decoded.recipe!(toyRecipe);
  };

  test("is the last axis, of reals; without a range there is none, and the recipe stays as it is", () => {
    expect(parametersOf(settings).map(({ name, isFloored }) => [name, isFloored])).toEqual([
      ["n", true],
      ["p", true],
      ["sup", true],
      ["res", true],
      ["log_learning_rate", false],
    ]);
    const plain = space.bind(preset("segnas4"), { channels: 1, classes: 2, patch: [1, 32, 32] });
    expect(plain.decode([8, 2, 0, 0])).not.toHaveProperty("recipe");
    expect(parametersOf(preset("segnas4"))).toEqual(parametersOf(settings).slice(0, -1));
  });

  test("sets the rate of the recipe's optimiser and nothing else, held within its range", () => {
    expect(recipeAt(at(8, -2.5))).toEqual({
      ...toyRecipe,
      optimiser: { ...toyRecipe.optimiser, options: { ...toyRecipe.optimiser.options, learningRate: 10 ** -2.5 } },
    });
    expect(recipeAt(at(8, 3))!.optimiser.options.learningRate).toBe(1e-2);
    expect(bound.describe(at(8, -2.5))).toMatch(/rate 0\.0032$/);
  });

  test("two rates are two trials of one network; whole numbers alone tell networks apart where it is not searched", () => {
    expect(bound.key(at(8, -2.5))).not.toBe(bound.key(at(8, -2.4)));
    expect(bound.key(at(8.7, -2.5))).toBe(bound.key(at(8.1, -2.5)));
    expect(space.bind(preset("segnas4"), { channels: 1, classes: 2, patch: [1, 32, 32] }).key([8, 2, 0, 0])).toBe(
      shortHash(canonicalKey(specAt(preset("segnas4"), [8, 2, 0, 0]))),
    );
  });

  test("refuses a range of no width, or of rates that no optimiser takes", () => {
    for (const logLearningRate of [
      [-3, -3],
      [-9, -2],
    ])
      expect(() => parseSettings({ ...settings, logLearningRate })).toThrow(/logLearningRate/);
  });

  test.each(["crs", "random", "blackbox"])("%s searches it, and a study trains each network at its own", async (id) => {
    const search = { ...toySearch, space: { id: "segnas", settings }, strategy: { id, options: {} }, trials: 24 };
    const stages: readonly Stage[] = [search, { kind: "retrain", source: { bestOf: 0 }, times: 1 }];
    const study = await runStudy(newStudy({ ...toySpec(), stages }), toyParts(toyEvaluator(), arrayLog()), {
      interrupt: createStopper().signal,
    }).done;
    const resolver = createResolver(catalogParts);
    const rates = study.trials.map((trial) => {
      const resolved = resolver.resolve(study, trial.stage, trial.architecture);
      return "illegal" in resolved ? null : resolved.recipe.optimiser.options.learningRate;
    });
    const proposed = study.trials.filter(isProposed).map((trial) => genotypeOf(trial) as readonly number[]);
    expect(rates.slice(0, proposed.length)).toEqual(proposed.map((x) => 10 ** x.at(-1)!));
    expect(new Set(proposed.map((x) => x.at(-1))).size).toBeGreaterThan(15);
    expect(proposed.every((x) => x.at(-1)! >= -4 && x.at(-1)! <= -2)).toBe(true);
    expect(rates.at(-1)).toBe(rates[study.sources[1]![0]!]);
  });
});
