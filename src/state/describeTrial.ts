import { catalogParts } from "../catalog/parts.ts";
import { createResolver } from "../core/stages/resolve.ts";
import type { Study } from "../core/study/study.ts";
import type { Trial } from "../core/study/trial.ts";

/** What a candidate is made of, in the words of its space, legal or not; null for what no space has proposed. */
export function describeTrial(study: Study, { architecture, stage }: Trial): string | null {
  if (!("genotype" in architecture) || !study.sources[stage]) return null;
  return createResolver(catalogParts).space(study, stage).describe(architecture.genotype);
}
