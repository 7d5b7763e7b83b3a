import { readFileSync, writeFileSync } from "node:fs";
import { catalogParts } from "../src/catalog/parts.ts";
import { createResolver } from "../src/core/stages/resolve.ts";
import { unpackStudy } from "../src/storage/studyFile.ts";

/** Writes the networks of a study's trials, with how they were trained, as `torch_network.py` reads them: a line of JSON each. */
export async function writeNetworks(study: string, target: string): Promise<void> {
  const { study: folded } = await unpackStudy(new Uint8Array(readFileSync(study)));
  const resolver = createResolver(catalogParts);
  const lines = [...folded.trials].flatMap(({ label, stage, architecture }) => {
    const found = resolver.resolve(folded, stage, architecture);
    if ("illegal" in found) return [];
    const { steps, batch, patch, evaluateEvery } = found.recipe;
    return [JSON.stringify({ label, steps, batch, patch, evaluateEvery, network: found.network })];
  });
  writeFileSync(target, `${lines.join("\n")}\n`);
}
