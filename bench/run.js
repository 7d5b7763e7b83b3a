#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Bundles the benchmark, then runs it with the arguments given. */
const root = fileURLToPath(new URL("../", import.meta.url));
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
const built = node("node_modules/vite/bin/vite.js", "build", "--config", "bench/vite.config.ts");
process.exit(built === 0 ? node("node_modules/.cache/bench/main.js", ...process.argv.slice(2)) : built);
