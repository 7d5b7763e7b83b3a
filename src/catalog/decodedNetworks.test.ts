import { describe, expect, test } from "vitest";
import type { Shape3 } from "../core/image/volume.ts";
import { networkKey } from "../core/network/analysis.ts";
import { createRandom, shortHash } from "../core/random.ts";
import type { Decoded } from "../core/space/space.ts";
import type { OptionSet, OptionValue } from "../core/options.ts";
import { networks } from "./networks/index.ts";
import { spaces } from "./spaces/index.ts";
import { drawTree } from "./strategies/hierarchicalRandom.ts";

/**
 * Checkpoints and kept weights go by the ids of nodes and the keys of their weights, so that what a genotype decodes to must never
 * change. A hash that differs here means that weights of existing studies are lost: mend the decoder, not the hash.
 */
const HASHES: Readonly<Record<string, string>> = {
  "module-tree tiny": "bb0d86bebc956d0a",
  "module-tree browser": "026a41771e2e1fbc",
  "module-tree paper": "4d1a5ddbb58eaf98",
  "segnas segnas-small": "46ad68b7cd9096b9",
  "segnas segnas11": "895d2b1b8b2f365b",
  "segnas segnas4": "ed72f48a64d04e52",
  "segnas segnas4-rate": "ed72f48a64d04e52",
  "segnas segnas7": "3cc1edabccf02093",
  "autosegnet autosegnet-browser": "4bcac998411e14cb",
  "autosegnet autosegnet-paper": "786a6e95bb73e6dd",
  "autosegnet autosegnet-operations": "3ae6e1f8bd066c04",
  "hybrid hybrid-browser": "ae8b8281a905d1e5",
  "hybrid hybrid-poster": "87c1ba732f56af91",
  "hybrid hybrid-3x3x3": "005699323d5eb997",
  "hybrid hybrid-pytorch": "3e207a747cc96935",
  "module-tree valid": "c566307ace589366",
  "module-tree dilated": "c3f6f2856983b55d",
  "module-tree true": "476d6a5184ab6921",
  "module-tree instance": "0ba6dae71ff55e9d",
  "module-tree none": "1f4becf73d09627e",
  "module-tree layer": "90008bbb5d843292",
  unet: "90fbf2141d481414",
  unet3d: "03f937ba6145b872",
  vnet: "4835f9a5cde8b89d",
  pspnet: "1f44a51d071cc8ba",
  hybrid: "3153539a8e1f8adb",
};

const TASKS: readonly Shape3[] = [
  [1, 64, 64],
  [1, 48, 80],
  [16, 32, 32],
];

/** With weight keys spelled out where they are the ids. */
function textOf(decoded: Decoded): string {
  if ("illegal" in decoded) return decoded.illegal.because;
  const { network, patch } = decoded;
  return JSON.stringify([networkKey(network), network.nodes.map(({ id, weightKey = id }) => weightKey), patch ?? null]);
}

const hashOf = (decoded: readonly Decoded[]): string => shortHash(decoded.map(textOf).join("\n"));

const presetOf = (id: string, presetId: string): object =>
  spaces.get(id).presets.find((preset) => preset.id === presetId)!.settings as object;

/** What presets say since, and studies with weights do not. */
const BEFORE: Readonly<Record<string, object>> = {
  "module-tree": { edges: "block" },
  paper: { penalty: [[-11, -3], ...Array.from({ length: 3 }, () => [-0.5, 0.5])] },
};

const architectures = spaces.list.filter(({ searches }) => searches === "architecture");
const members: readonly (readonly [name: string, id: string, settings: object])[] = [
  ...architectures.flatMap(({ id, presets }) =>
    presets.map(
      (preset) =>
        [`${id} ${preset.id}`, id, { ...(preset.settings as object), ...BEFORE[id], ...BEFORE[preset.id] }] as const,
    ),
  ),
  ...[
    { padding: "valid" },
    { shape: "dilated" },
    { isResidual: true },
    { norm: "instance" },
    { norm: "none" },
    { edges: "layer" },
  ].map(
    (change) =>
      [
        `module-tree ${Object.values(change).join()}`,
        "module-tree",
        { ...presetOf("module-tree", "tiny"), ...BEFORE["module-tree"], ...change },
      ] as const,
  ),
];

test.each(members)("members of %s decode to the networks that their weights were trained in", (name, id, settings) => {
  const definition = spaces.get(id);
  const decoded = TASKS.flatMap((patch, index) => {
    const space = definition.bind(definition.parseSettings(settings), { channels: 1, classes: 2 + index, patch });
    return Array.from({ length: 100 }, (_, seed) => {
      const random = createRandom("decoded", seed);
      return space.decode(
        space.views.tree ? drawTree(space.views.tree, random).genotype : space.views.random.sample(random),
      );
    });
  });
  expect([name, hashOf(decoded)]).toEqual([name, HASHES[name]]);
});

/** Choices and options that are younger than the hashes. */
const SINCE: readonly string[] = [
  "small8",
  ...["crf", "crfWindow", "crfAlpha", "crfBeta", "crfGamma", "crfSteps", "crfPredictionSteps"],
];

/** The first values, then each option at others. */
function choicesOf(options: OptionSet): readonly Readonly<Record<string, OptionValue>>[] {
  const held = Object.entries(options).filter(([name]) => !SINCE.includes(name));
  const changed = held.flatMap(([name, option]) =>
    (option.kind === "choice"
      ? option.choices.filter((one) => !SINCE.includes(one))
      : "min" in option
        ? [option.min, option.min + 1]
        : option.kind === "text"
          ? [option.initial]
          : [true, false]
    ).map((value) => ({ [name]: value })),
  );
  return [{}, ...changed];
}

describe.each(networks.list.map(({ id }) => id))("network %s", (id) => {
  test("is the one that its weights were trained in", () => {
    const network = networks.get(id);
    const decoded = TASKS.flatMap((patch, index) =>
      choicesOf(network.options).map((options) => network.decode(options, { channels: 1, classes: 2 + index, patch })),
    );
    expect([id, hashOf(decoded)]).toEqual([id, HASHES[id]]);
  });
});
