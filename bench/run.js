#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Bundles the benchmark, and the page it measures in a browser when asked to, then runs it with the arguments given. */
const root = fileURLToPath(new URL("../", import.meta.url));
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
const bundle = (config) => node("node_modules/vite/bin/vite.js", "build", "--config", config);
const [first, ...rest] = process.argv.slice(2);
const isScaling = first === "scaling";
const asked = isScaling ? rest : process.argv.slice(2);
const status =
  bundle("bench/vite.config.ts") ||
  (asked.includes("--browser") && bundle("bench/page/vite.config.ts")) ||
  node(`node_modules/.cache/bench/${isScaling ? "scaling" : "main"}.js`, ...asked);
process.exit(status);
