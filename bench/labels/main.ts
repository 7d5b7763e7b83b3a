import { parseArgs } from "node:util";
import { openDevice } from "../../src/engine/devices.ts";
import { correctionLoop } from "./corrections.ts";
import { openTruth } from "./learning.ts";
import { suggestedAgainstRandom } from "./places.ts";
import { sparseAgainstFull } from "./sparse.ts";

/** What labels are worth: `npm run bench -- labels [strokes|places|corrections ...] [--seeds N] [--steps N] [--json]`. */
const { values, positionals } = parseArgs({
  options: {
    seeds: { type: "string" },
    steps: { type: "string", default: "800" },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const seedsOr = (usual: number): number => Number(values.seeds ?? usual);
await openDevice("simd");
const truth = await openTruth();
const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  strokes: () => sparseAgainstFull(truth, seedsOr(3), Number(values.steps)),
  places: () => suggestedAgainstRandom(truth, seedsOr(5)),
  corrections: () => correctionLoop(truth, seedsOr(3)),
};
for (const [name, measure] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const figures = await measure();
  if (values.json) console.log(JSON.stringify({ part: name, figures }));
}
