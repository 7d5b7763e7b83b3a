import { describe, expect, test } from "vitest";
import { parseWith } from "../space/recipeSchema.ts";
import {
  ARCHITECTURE_KINDS,
  architectureSchema,
  genotypeOf,
  isTrainedAlone,
  membersOf,
  repeatOf,
  roleOf,
  type Architecture,
  type ArchitectureKind,
} from "./architecture.ts";

const EXAMPLES: { readonly [Kind in ArchitectureKind]: Extract<Architecture, { kind: Kind }> } = {
  genotype: { kind: "genotype", genotype: { depth: 3 } },
  network: { kind: "network", network: { id: "unet", options: { base: 8 } } },
  retrained: { kind: "retrained", trial: 2 },
  ablated: { kind: "ablated", trial: 2, without: "hdc" },
  built: { kind: "built", trial: 2, network: { id: "hybrid", options: { crf: "on" } } },
  resplit: { kind: "resplit", trial: 2, split: 1 },
  corrected: { kind: "corrected", trial: 2, from: 4, round: 1 },
  control: { kind: "control", genotype: { depth: 4 } },
  supernet: { kind: "supernet" },
  derived: { kind: "derived", genotype: { depth: 5 } },
  probe: { kind: "probe", genotype: { depth: 6 } },
  ensemble: { kind: "ensemble", members: [0, 2] },
  onnx: {
    kind: "onnx",
    network: { name: "zoo", sha256: "a".repeat(64), normalisation: "zscore", scale: { mean: 100, deviation: 20 } },
  },
};

describe.each(ARCHITECTURE_KINDS)("what is trained: %s", (kind) => {
  const architecture: Architecture = EXAMPLES[kind];
  const role = roleOf(architecture);

  test("is read as it was written, and refused with a field too many", () => {
    expect(parseWith(architectureSchema, "It", JSON.parse(JSON.stringify(architecture)))).toEqual(architecture);
    expect(() => parseWith(architectureSchema, "It", { ...architecture, colour: 1 })).toThrow(/colour/);
  });

  test("speaks of the same trials by other numbers, and of no others", () => {
    const renamed = role.withTrials(architecture, (old) => old + 10);
    const trials = JSON.stringify(architecture).match(/"(trial|from)":\d+|\[0,2\]/g) ?? [];
    expect(JSON.stringify(renamed).match(/"(trial|from)":1\d|\[10,12\]/g) ?? []).toHaveLength(trials.length);
    expect(role.withTrials(architecture, (old) => old)).toEqual(architecture);
  });

  test("is one thing only", () => {
    expect(
      [role.isBaseline, role.isControl, role.isProposed, role.isRepeat, role.isShared].filter(Boolean).length,
    ).toBeLessThan(2);
    if (role.isShared) expect(role.isTrainedAlone).toBe(false);
  });
});

test("only members of a space have a genotype, only repeats a source, only ensembles members", () => {
  const having = (test: (architecture: Architecture) => boolean) =>
    ARCHITECTURE_KINDS.filter((kind) => test(EXAMPLES[kind]));
  expect(having((architecture) => genotypeOf({ architecture }) !== null)).toEqual([
    "genotype",
    "control",
    "derived",
    "probe",
  ]);
  expect(having((architecture) => repeatOf({ architecture }) !== null)).toEqual(["retrained", "resplit", "corrected"]);
  expect(having((architecture) => membersOf({ architecture }).length > 0)).toEqual(["ensemble"]);
  expect(having((architecture) => isTrainedAlone({ architecture }))).toEqual([
    "genotype",
    "network",
    "retrained",
    "ablated",
    "built",
    "corrected",
    "control",
  ]);
});

test("trainings of one comparison are one group, whatever their numbers", () => {
  const labelOf = (trial: number) => `Trial ${trial + 1}`;
  const group = (architecture: Architecture, label: string) => roleOf(architecture).group(architecture, label, labelOf);
  expect(group(EXAMPLES.retrained, "3 again 1")).toBe(group(EXAMPLES.retrained, "3 again 2"));
  expect(group(EXAMPLES.network, "U-Net 2")).toBe("U-Net");
  expect(group(EXAMPLES.control, "Random 4")).toBe("Random members");
});
