import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse, type NetworkAnalysis } from "../../../core/network/analysis.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import { createRandom } from "../../../core/random.ts";
import type { SpaceTask } from "../../../core/space/space.ts";
import { decodeArch } from "./decode.ts";
import { halvingsFor, poolingsFor } from "./depth.ts";
import { archOf, flatOf, unusedCells, type Cell, type LayerArch, type SegArch } from "./genotype.ts";
import { parseSettings, presets, type AutosegnetSettings } from "./settings.ts";
import { countOf, networksOf, slotsOf } from "./slots.ts";
import space from "./space.ts";

const preset = (id: string) => presets.find((one) => one.id === `autosegnet-${id}`)!.settings;
const [browser, paper, operationsOnly] = [preset("browser"), preset("paper"), preset("operations")];
const task = (extent: number): SpaceTask => ({ channels: 1, classes: 2, patch: [1, extent, extent] });
const cell = (in1: number, op1: number, in2: number, op2: number): Cell => ({ in1, op1, in2, op2 });
const [SEP3, SEP5, HDC, IDENTITY] = [0, 1, 2, 3];

/** Every cell reads both layers before; one operation everywhere. */
const plain = (operation: number): LayerArch => Array.from({ length: 3 }, () => cell(0, operation, 1, operation));
const archWith = (changes: Partial<SegArch>): SegArch => ({
  down: plain(IDENTITY),
  bridge: plain(IDENTITY),
  up: plain(IDENTITY),
  skips: [0, 0],
  ...changes,
});
const members = (settings: AutosegnetSettings, on: SpaceTask) =>
  fc.integer().map((seed) => space.bind(settings, on).views.random.sample(createRandom(seed)));

function built(arch: SegArch, settings: AutosegnetSettings, on: SpaceTask): NetworkAnalysis {
  const decoded = decodeArch(arch, settings, on);
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return analyse(decoded.network, { spatial: (decoded.patch ?? on.patch).slice(on.patch[0] > 1 ? 0 : 1), channels: 1 });
}

const layersOf = (settings: AutosegnetSettings) => slotsOf(settings, 0);

describe("counts (spec 3.2)", () => {
  test("2 359 296 a layer, 381 888 with the halves of a cell unordered, 1.3132e19 for three layers", () => {
    const layer = layersOf(paper).slice(0, 12);
    expect(countOf(layer)).toBe(2_359_296);
    expect(networksOf(layer)).toBe(381_888);
    expect(countOf(layersOf(paper)) / 1.3132e19).toBeCloseTo(1, 4);
    expect(countOf(slotsOf(paper, 5)) / countOf(layersOf(paper))).toBe(32);
  });

  test("operations only: 4096 a layer, 6.87e10 for three", () => {
    expect(countOf(layersOf(operationsOnly).slice(0, 12))).toBe(4096);
    expect(countOf(layersOf(operationsOnly))).toBe(4 ** 18);
    expect(networksOf(layersOf(operationsOnly))).toBe(4 ** 18);
  });

  test("what is counted are the keys there are", () => {
    const narrow: AutosegnetSettings["down"] = {
      operations: ["sep3", "hdc"],
      inputs: [
        [[0, 1], [1]],
        [[2], [2, 1]],
        [[3], [3]],
      ],
    };
    const fixed: AutosegnetSettings["down"] = { operations: ["identity"], inputs: operationsOnly.down.inputs };
    const bound = space.bind({ ...browser, down: narrow, bridge: fixed, up: fixed }, task(32));
    const keys = new Set(
      Array.from({ length: 20_000 }, (_, seed) => bound.key(bound.views.random.sample(createRandom(seed)))),
    );
    expect(keys.size).toBe(bound.networks!());
    expect(bound.count()).toBe(8 * 8 * 4 * 2);
  });
});

describe("depth (spec 3.3)", () => {
  test.each([
    [32, 1],
    [64, 2],
    [80, 2],
    [128, 3],
    [160, 3],
    [256, 4],
    [512, 5],
    [1024, 5],
  ])("%i px are halved %i times", (size, halvings) => {
    expect(halvingsFor(size, paper)).toBe(halvings);
    expect(poolingsFor([1, size, 2 * size], { ...paper, hdcReplacesLast: true })).toBe(halvings - 1);
  });

  test("512 px give the ten layers of Fig. 6 where the hybrid layer replaces the last halving, its maps 32 px", () => {
    const { nodes } = built(archWith({}), { ...paper, hdcReplacesLast: true }, task(512));
    const layers = new Set(nodes.flatMap(({ node }) => /^(encoder|bottleneck|decoder)\/\w+/.exec(node.id)?.[0] ?? []));
    expect(layers.size).toBe(10);
    expect(nodes.find(({ node }) => node.id === "bottleneck/hdc/norm")!.output.spatial).toEqual([32, 32]);
  });

  test.each<[Shape3, Shape3]>([
    [
      [1, 101, 130],
      [1, 104, 132],
    ],
    [
      [33, 64, 65],
      [34, 64, 66],
    ],
  ])("a patch of %j is padded to %j", (patch, padded) => {
    expect(decodeArch(archWith({}), browser, { ...task(1), patch })).toHaveProperty("patch", padded);
  });

  test("a patch that can be halved as often stays as it is", () => {
    for (const patch of [
      [1, 100, 100],
      [1, 20, 31],
      [34, 40, 40],
    ] as const)
      expect(decodeArch(archWith({}), browser, { ...task(1), patch })).not.toHaveProperty("patch");
  });

  test.each([16, 32, 64, 128, 256, 512])("the output is as large as an input of %i px", (extent) => {
    expect(built(archWith({ skips: [1, 0] }), browser, task(extent)).output).toEqual({
      spatial: [extent, extent],
      channels: 2,
    });
  });
});

describe("cells (spec 3.9)", () => {
  test.each([
    ["all read the layers before", [cell(0, 0, 1, 0), cell(1, 0, 0, 0), cell(1, 0, 1, 0)], [0, 1, 2]],
    ["a chain", [cell(0, 0, 1, 0), cell(2, 0, 1, 0), cell(3, 0, 0, 0)], [2]],
    ["two read the first", [cell(0, 0, 1, 0), cell(2, 0, 2, 0), cell(2, 0, 1, 0)], [1, 2]],
  ])("%s", (_, layer, unused) => {
    expect(unusedCells(layer)).toEqual(unused);
  });

  test("the flat form holds 12 + 12 + 12 + D numbers and comes back; deeper stages copy the last skip", () => {
    fc.assert(
      fc.property(members(browser, task(64)), (arch) => {
        expect(flatOf(arch, 2)).toHaveLength(38);
        expect(archOf(flatOf(arch, 2))).toEqual(arch);
        expect(flatOf(arch, 5).slice(36)).toEqual([
          arch.skips[0],
          arch.skips[1],
          arch.skips[1],
          arch.skips[1],
          arch.skips[1],
        ]);
      }),
    );
  });

  test("inputs are below c + 2, something is always put out, and the halves of a cell may be swapped", () => {
    const bound = space.bind(browser, task(64));
    fc.assert(
      fc.property(members(browser, task(64)), (arch) => {
        for (const layer of [arch.down, arch.bridge, arch.up]) {
          layer.forEach(({ in1, in2 }, at) => expect(Math.max(in1, in2)).toBeLessThan(at + 2));
          expect(unusedCells(layer).length).toBeGreaterThan(0);
        }
        const swapped = { ...arch, up: arch.up.map(({ in1, op1, in2, op2 }) => cell(in2, op2, in1, op1)) };
        expect(bound.key(swapped)).toBe(bound.key(arch));
        expect(bound.key({ ...arch, skips: arch.skips.map((skip) => 1 - skip) })).not.toBe(bound.key(arch));
      }),
    );
  });
});

describe("networks (spec 3.2, 3.5)", () => {
  test.each([
    ["separable 3×3", SEP3, 1, 400],
    ["separable 5×5", SEP5, 1, 656],
    ["separable 3×3 twice", SEP3, 2, 800],
    ["hybrid dilated", HDC, 1, 6912],
    ["identity", IDENTITY, 1, 0],
  ] as const)("%s has the weights of spec 3.2 at 16 channels", (_, operation, separablePasses, expected) => {
    const { nodes } = built(
      archWith({ down: [cell(1, operation, 1, IDENTITY), ...plain(IDENTITY).slice(1)] }),
      { ...paper, separablePasses },
      task(64),
    );
    const own = nodes.filter(({ node }) => node.id.startsWith("encoder/block0/cell0/op1/") && node.kind !== "norm");
    expect(own.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(expected);
  });

  test.each([
    ["parallel", 3],
    ["serial", 1],
  ] as const)("the %s hybrid layer has rates 1, 2, 3, and %i of them read its input", (hdc, reading) => {
    const { nodes } = built(archWith({}), { ...paper, hdc }, task(64));
    const rates = nodes.flatMap(({ node }) =>
      node.id.startsWith("bottleneck/hdc/rate") && node.kind === "conv" ? [node] : [],
    );
    expect(rates.map(({ params }) => params.dilation)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(rates.filter(({ inputs }) => inputs[0] === rates[0]!.inputs[0])).toHaveLength(reading);
  });

  test("every node leads to the output, and every weight has a key of its own", () => {
    fc.assert(
      fc.property(members(browser, task(64)), (arch) => {
        const { nodes } = built(arch, browser, task(64));
        const read = new Set(nodes.flatMap(({ node }) => node.inputs));
        const weighted = nodes.filter(({ weights }) => weights.length > 0).map(({ node }) => node.weightKey ?? node.id);
        expect(nodes.filter(({ node }) => !read.has(node.id)).map(({ node }) => node.id)).toEqual(["predictor"]);
        expect(new Set(weighted).size).toBe(weighted.length);
      }),
    );
  });

  test("networks that share a key share the shape of its weights; only what is chosen alike is shared", () => {
    const shapes = (arch: SegArch) =>
      new Map(
        built(arch, browser, task(64)).nodes.flatMap(({ node, weights }) =>
          weights.map(({ name, shape }) => [`${node.weightKey ?? node.id}/${name}`, shape.join("×")] as const),
        ),
      );
    fc.assert(
      fc.property(members(browser, task(64)), members(browser, task(64)), (one, other) => {
        const known = shapes(one);
        for (const [name, shape] of shapes(other)) expect(known.get(name) ?? shape).toBe(shape);
      }),
      { numRuns: 40 },
    );
    const keysOf = (layer: LayerArch, weightsByInput = true) =>
      built(archWith({ down: layer }), { ...browser, weightsByInput }, task(64)).nodes.flatMap(({ node }) =>
        node.id.startsWith("encoder/block0/cell0/op1/") && node.weightKey ? [node.weightKey] : [],
      );
    expect(keysOf([cell(0, SEP3, 1, IDENTITY), ...plain(IDENTITY).slice(1)])).toContain(
      "encoder/block0/cell0/op1/sep3/in0/pass0/depthwise",
    );
    expect(keysOf([cell(1, SEP3, 1, IDENTITY), ...plain(IDENTITY).slice(1)])).toContain(
      "encoder/block0/cell0/op1/sep3/in1/pass0/depthwise",
    );
    expect(keysOf([cell(1, SEP3, 1, IDENTITY), ...plain(IDENTITY).slice(1)], false)).toContain(
      "encoder/block0/cell0/op1/sep3/pass0/depthwise",
    );
  });

  test("a long skip adds one slice to what the decoder reads, and nothing else", () => {
    const count = (skips: readonly number[]) => built(archWith({ skips }), paper, task(64)).parameters;
    expect(count([1, 0]) - count([0, 0])).toBe(16 * 16);
    expect(count([0, 1]) - count([0, 0])).toBe(32 * 32);
  });
});

describe("the hybrid dilated layer at the bottom (spec 3.3, as amended)", () => {
  const idsOf = (arch: SegArch, settings: AutosegnetSettings) =>
    built(arch, settings, task(64)).nodes.map(({ node }) => node.id);

  test("is a choice of the space: there, not there, or one more bit of the genotype", () => {
    const hasHdc = (hdcLayer: AutosegnetSettings["hdcLayer"], arch = archWith({})) =>
      idsOf(arch, { ...browser, hdcLayer }).some((id) => id.startsWith("bottleneck/hdc/"));
    expect([hasHdc("on"), hasHdc("off")]).toEqual([true, false]);
    expect([0, 1].map((hdc) => hasHdc("search", archWith({ hdc })))).toEqual([false, true]);
    const searched = { ...browser, hdcLayer: "search" as const };
    expect(countOf(slotsOf(searched, 2))).toBe(2 * countOf(slotsOf(browser, 2)));
    expect(networksOf(slotsOf(searched, 2))).toBe(2 * networksOf(slotsOf(browser, 2)));
    const { decisions } = space.bind(searched, task(64)).views;
    expect(decisions!.steps.at(-1)).toMatchObject({ kind: "choice", name: "hdc", vocabulary: "bottom" });
    fc.assert(
      fc.property(members(searched, task(64)), (arch) => {
        expect(decisions!.fromChoices(decisions!.toChoices(arch))).toEqual(arch);
      }),
    );
  });

  test("is what the ablation leaves out; beside it only what read it is made to fit", () => {
    const [ablation] = space.ablations;
    const lacking = idsOf(archWith({}), ablation!.without(browser));
    const missing = idsOf(archWith({}), browser).filter((id) => !lacking.includes(id));
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.every((id) => /^(bottleneck|decoder\/block1\/calibrate0)\//.test(id))).toBe(true);
  });

  test("studies from before have it, and three cells", () => {
    const before = Object.fromEntries(
      Object.entries(browser).filter(([name]) => !["hdcLayer", "cells"].includes(name)),
    );
    expect(parseSettings(before)).toEqual(browser);
  });
});

test.each([1, 2, 3])("layers of %i cells have so many in every view", (cells) => {
  const bound = space.bind({ ...browser, cells }, task(64));
  const arch = bound.views.random.sample(createRandom(1));
  expect([arch.down, arch.bridge, arch.up].map(({ length }) => length)).toEqual([cells, cells, cells]);
  expect(arch.skips).toHaveLength(2);
  expect(bound.views.vector!.fromVector(bound.views.vector!.toVector(arch))).toEqual(arch);
  expect(bound.decode(arch)).toHaveProperty("network");
});

test("41.93 M parameters at 512 px need 16 channels at depth 5, or 32 at depth 4 with the HDC layer for the last pooling (spec 3.2)", () => {
  const sizes = (change: Partial<AutosegnetSettings>) => {
    const all = Array.from({ length: 40 }, (_, seed) => {
      const settings = { ...paper, ...change };
      return built(space.bind(settings, task(512)).views.random.sample(createRandom(seed)), settings, task(512))
        .parameters;
    });
    return [Math.min(...all), Math.max(...all)] as const;
  };
  const holds = ([low, high]: readonly [number, number]) => low < 41.93e6 && 41.93e6 < high;
  expect(holds(sizes({}))).toBe(true);
  expect(holds(sizes({ channels: 32, hdcReplacesLast: true }))).toBe(true);
  expect(holds(sizes({ hdcReplacesLast: true }))).toBe(false);
  expect(holds(sizes({ channels: 32 }))).toBe(false);
});

describe("settings", () => {
  test("what they fix stays fixed in every view", () => {
    const settings: AutosegnetSettings = {
      ...browser,
      up: { ...browser.up, operations: ["sep5", "identity"] },
      skips: ["on", "off", "search"],
    };
    const { views } = space.bind(settings, task(128));
    fc.assert(
      fc.property(members(settings, task(128)), ({ up, skips }) => {
        expect(skips.slice(0, 2)).toEqual([1, 0]);
        for (const { op1, op2 } of up) expect([SEP5, IDENTITY]).toEqual(expect.arrayContaining([op1, op2]));
      }),
    );
    expect(views.vector!.parameters).toHaveLength(37);
    expect(views.decisions!.steps.filter(({ kind }) => kind === "gate")).toHaveLength(1);
  });

  test("points and choices mean members and come back", () => {
    const { vector, decisions } = space.bind(browser, task(64)).views;
    fc.assert(
      fc.property(members(browser, task(64)), (arch) => {
        expect(vector!.fromVector(vector!.toVector(arch))).toEqual(arch);
        expect(decisions!.fromChoices(decisions!.toChoices(arch))).toEqual(arch);
      }),
    );
    const upper = vector!.fromVector(vector!.parameters.map(({ high }) => high));
    expect(upper.down[2]).toEqual(cell(3, IDENTITY, 3, IDENTITY));
  });

  test("38 decisions at 64 px, 41 at 512, and no pointer points at what does not exist yet (spec 3.4)", () => {
    const stepsAt = (extent: number) => space.bind(browser, task(extent)).views.decisions!.steps;
    const decided = (extent: number) => stepsAt(extent).filter(({ kind }) => kind !== "node").length;
    expect([decided(64), decided(512)]).toEqual([38, 41]);
    const known = new Set<string>();
    for (const step of stepsAt(512)) {
      if (step.kind === "node") known.add(step.name);
      for (const node of step.kind === "pointer" ? step.nodes : step.kind === "gate" ? [step.node] : [])
        expect(known).toContain(node);
    }
  });

  test("settings from a file are checked", () => {
    expect(() => parseSettings({ ...browser, down: { ...browser.down, operations: [] } })).toThrow(/down.operations/);
    expect(() =>
      parseSettings({
        ...browser,
        up: {
          ...browser.up,
          inputs: [
            [[0], [2]],
            [[0], [1]],
            [[0], [1]],
          ],
        },
      }),
    ).toThrow(/up.inputs.0.1/);
    for (const { settings } of presets) expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });
});
