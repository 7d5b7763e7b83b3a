#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "../scripts/ensureBuilt.js";

/**
 * Bundles what breaks things on purpose and runs it: `npm run fuzz -- [files] [--cases 10000] [--seed 1] [--only N]` damages files,
 * `npm run fuzz -- kills [--kills 500] [--seed 1]` kills searches, `npm run fuzz -- exports [--members 200] [--first 0] [--only segnas]` exports
 * members of every space and catalogue networks, and runs them beside the engine; `npm run fuzz -- soak [--queue redis] [--trials 1000]`
 * kills coordinators, workers and servers of a search with many machines. `npm run fuzz -- properties` needs no bundle: it runs the unit
 * tests' properties on cases of other seeds. Nor does `npm run fuzz -- pages`, which drives what takes minutes in a browser.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const [, , first, ...rest] = process.argv;
const isNamed = ["files", "kills", "exports", "soak"].includes(first);
const [name, args] = isNamed ? [first, rest] : ["files", process.argv.slice(2)];
const node = (...words) => spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" }).status ?? 1;
if (first === "properties") process.exit(node("fuzz/properties.js", ...rest));
if (first === "pages") process.exit(node("fuzz/pages.js", ...rest));
if (name === "kills") ensureBuilt("cli");
process.exit(
  node("node_modules/vite/bin/vite.js", "build", "--config", "fuzz/vite.config.ts") ||
    node(`node_modules/.cache/fuzz/${name}.js`, ...args),
);
