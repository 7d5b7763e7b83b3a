import { describe, expect, test } from "vitest";
import { analyse } from "../../../core/network/analysis.ts";
import { createRandom } from "../../../core/random.ts";
import { USUAL_FIELD } from "../../networks/hybrid/field.ts";
import hybridNetwork from "../../networks/hybrid/hybrid.ts";
import { drawTree } from "../../strategies/hierarchicalRandom.ts";
import type { DeltaTree } from "../deltas.ts";
import { presets } from "./settings.ts";
import space from "./space.ts";

const task = { channels: 1, classes: 7, patch: [5, 64, 64] } as const;
const settingsOf = (id: string) => presets.find((preset) => preset.id === id)!.settings;
const net = { kernels: 64, blocks: 3, convolutions: 2, insert: 0, feed: 0, paths: 2, pathKernels: 64, combine: 0 };
const parameters = (id: string, deltas: DeltaTree["deltas"]) => {
  const decoded = space.bind(settingsOf(id), task).decode({ deltas });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return analyse(decoded.network, { spatial: task.patch, channels: 1 }).parameters;
};

describe("members of the presets", () => {
  test("hold the published networks (spec 2.2, as amended)", () => {
    const paths = { "volume/path1": { pathConvolutions: 2 } };
    expect(parameters("hybrid-3x3x3", { net: { ...net, pathConvolutions: 3 }, ...paths })).toBe(10_267_022);
    expect(parameters("hybrid-pytorch", { net: { ...net, pathConvolutions: 3 } })).toBe(9_076_302);
  });

  test.each(presets)(
    "of $label are drawn flat and as trees, and most of them are networks of 5 × 64 × 64",
    (preset) => {
      const bound = space.bind(preset.settings, task);
      const drawn = Array.from({ length: 20 }, (_, seed) => [
        bound.views.random.sample(createRandom(seed)),
        drawTree(bound.views.tree!, createRandom(seed)).genotype as DeltaTree,
      ]).flat();
      const legal = drawn.filter((genotype) => "network" in bound.decode(genotype));
      expect(legal.length).toBeGreaterThan(30);
      expect(new Set(legal.map((genotype) => bound.key(genotype))).size).toBeGreaterThan(10);
    },
  );
});

test("a block or path that moves changes itself and not the others", () => {
  const of = (deltas: DeltaTree["deltas"]) =>
    parameters("hybrid-3x3x3", { net: { ...net, pathConvolutions: 3 }, ...deltas });
  // One more 1×3×3 convolution of 512 kernels at the bottom; one more 3×3×3 of 64 on the first path.
  expect(of({ "slices/decoder3": { convolutions: 1 } }) - of({})).toBe(9 * 512 * 512 + 512);
  expect(of({ "volume/path0": { pathConvolutions: 1 } }) - of({})).toBe(27 * 64 * 64 + 64);
});

test("the vector view says what the catalog's network of the same numbers is", () => {
  const bound = space.bind(settingsOf("hybrid-browser"), task);
  const named = { kernels: 8, blocks: 2, convolutions: 2, insert: 1, feed: 1, paths: 2, pathConvolutions: 2 };
  const values: Readonly<Record<string, number>> = { ...named, pathKernels: 8, combine: 0 };
  const member = bound.views.vector!.fromVector(bound.views.vector!.parameters.map(({ name }) => values[name]! + 0.5));
  const decoded = bound.decode(member);
  const wanted = hybridNetwork.decode({ base: 8, blocks: 2, pyramid: "2,2" }, task);
  expect(decoded).toEqual(wanted);
  expect(bound.describe(member)).toBe("2 blocks, 8 kernels, 3×3×3 first, pyramid 2, 2, on features");
});

test("members have a field on their scores where the settings say so, and are the same otherwise", () => {
  const settings = settingsOf("hybrid-browser");
  const [plain, refined] = [settings, { ...settings, field: { ...USUAL_FIELD, steps: 3 } }].map((each) =>
    space.bind(space.parseSettings(each), { ...task, voxelSizeNm: [50, 4, 4] }),
  );
  const member = plain!.views.random.sample(createRandom(1));
  const [without, withField] = [plain!, refined!].map((bound) => bound.decode(member));
  if (!("network" in without!) || !("network" in withField!)) throw new Error("This member is legal.");
  expect(withField.network.nodes.slice(0, -1)).toEqual(without.network.nodes);
  expect(withField.network.nodes.at(-1)).toMatchObject({ kind: "crf", params: { steps: 3, voxel: [50, 4, 4] } });
  expect(refined!.describe(member)).toBe(`${plain!.describe(member)}, CRF`);
});

test("a patch that cannot be halved so often is refused by the ranges to blame, and settings out of order by name", () => {
  const bound = space.bind(settingsOf("hybrid-3x3x3"), { ...task, patch: [5, 20, 64] });
  expect(bound.decode({ deltas: { net: { ...net, pathConvolutions: 3 } } })).toEqual({
    illegal: { kind: "extent", because: "20 px cannot be halved 3 times.", range: "blocks, paths" },
  });
  expect(() => space.parseSettings({ ...settingsOf("hybrid-browser"), blocks: [3, 1] })).toThrow("blocks");
});
