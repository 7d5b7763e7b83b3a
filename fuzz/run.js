#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Bundles the fuzzer and runs it: `npm run fuzz -- [--cases 10000] [--seed 1] [--only N]`. */
const root = fileURLToPath(new URL("../", import.meta.url));
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
process.exit(node("node_modules/vite/bin/vite.js", "build", "--config", "fuzz/vite.config.ts") || node("node_modules/.cache/fuzz/main.js", ...process.argv.slice(2)));
