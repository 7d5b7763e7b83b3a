import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * Runs every test file with properties on cases that `npm test` does not draw: `npm run fuzz -- properties [--turns 10] [--seed N]`.
 * Ends with code 1 at the first turn that finds something, and says its seed.
 */
const { values } = parseArgs({
  options: { turns: { type: "string", default: "10" }, seed: { type: "string" } },
});
const first = Number(values.seed ?? Date.now() % 2 ** 31);
const turns = values.seed === undefined ? Number(values.turns) : 1;
const root = fileURLToPath(new URL("../", import.meta.url));
const files = ["src", "bench"]
  .flatMap((room) => readdirSync(join(root, room), { recursive: true }).map((file) => join(room, file)))
  .filter((file) => file.endsWith(".test.ts") && readFileSync(join(root, file), "utf8").includes('from "fast-check"'));

for (let turn = 0; turn < turns; turn++) {
  const seed = first + turn;
  const { status } = spawnSync("npx", ["vitest", "run", "--reporter=default", ...files], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, CRISTAE_PROPERTY_SEED: String(seed) },
  });
  if (status !== 0) {
    process.stderr.write(`Properties failed: npm run fuzz -- properties --seed ${seed}\n`);
    process.exit(1);
  }
  process.stdout.write(`${files.length} files with properties hold for seed ${seed}.\n`);
}
