import { describe, expect, test } from "vitest";
import { catalogParts } from "../catalog/parts.ts";
import { presets } from "../catalog/spaces/moduleTree/settings.ts";
import { totalBytes } from "../core/network/analysis.ts";
import { priced } from "../core/stages/cost.ts";
import { createResolver } from "../core/stages/resolve.ts";
import { applyEvent } from "../core/study/study.ts";
import { newStudy, toySpec } from "../testing/toyStudy.ts";
import { asked } from "../testing/trialEvents.ts";
import { whatFits } from "./whatFits.ts";

const resolver = createResolver(catalogParts);
const wide = { deltas: { net: { kernels: 64, blocks: 3, layers: 2, width: 0, pooling: 0, activation: 0 } } };

/** A study whose first trial needed more than the cap. */
function tooLarge(memoryCap: number, genotype: unknown = wide) {
  const spec = toySpec({ memoryCap, space: { id: "module-tree", settings: presets[0]!.settings } });
  const events = [
    asked(0, { architecture: { kind: "genotype", genotype } }),
    { type: "trialEnded", trial: 0, outcome: { status: "outOfMemory", because: "needs more" }, seconds: 0 },
  ] as const;
  return [...events].reduce<ReturnType<typeof newStudy>>(applyEvent, newStudy(spec));
}

/** Bytes that the wide network needs, and the study where the cap is a share of it. */
function capped(share: number, genotype: unknown = wide) {
  const open = tooLarge(0);
  const found = priced(resolver.resolve(open, 0, { kind: "genotype", genotype: wide }));
  if ("illegal" in found) throw new Error(found.illegal);
  return tooLarge(found.cost.trainingBytes * share, genotype);
}

const fitsIn = (study: ReturnType<typeof tooLarge>) =>
  whatFits(study, study.trials.at(0)!, createResolver(catalogParts))!;

describe("what would fit in place of a network that is too large", () => {
  test("is narrower or less deep in one number, and as large as the prediction that turned it down allows", () => {
    const { members, cap, memory } = fitsIn(capped(0.5));
    expect(totalBytes(memory)).toBe(2 * cap);
    expect(memory.gradients).toBe(memory.activations);
    expect(members.map(({ label }) => label)).toContain("Kernels");
    for (const { label, is, was, cost, genotype } of members) {
      expect(is).toBeLessThan(was);
      expect(cost.trainingBytes).toBeLessThanOrEqual(cap);
      const name = label.toLowerCase() as "kernels";
      const { net } = (genotype as typeof wide).deltas;
      expect(net[name]).toBe(is);
      // From one more, which is too much still, the same is found.
      const larger = { deltas: { net: { ...net, [name]: is + 1 } } };
      expect(fitsIn(capped(0.5, larger)).members.find((other) => other.label === label)?.is).toBe(is);
    }
  });

  test("names batch and patch by which the same network would fit, for a search of its own", () => {
    const { recipes, cap } = fitsIn(capped(0.7));
    expect(recipes.map(({ text }) => text.split(" ")[0])).toContain("Batch");
    for (const { cost } of recipes) expect(cost.trainingBytes).toBeLessThanOrEqual(cap);
  });

  test("is asked only of what was turned down for its size", () => {
    const study = applyEvent(newStudy(toySpec()), asked(0));
    expect(whatFits(study, study.trials.at(0)!, resolver)).toBeNull();
  });
});
