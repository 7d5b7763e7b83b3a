#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Bundles the benchmark, and the page it measures in a browser when asked to, then runs it with the arguments given. */
const root = fileURLToPath(new URL("../", import.meta.url));
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
const bundle = (config, ...flags) => node("node_modules/vite/bin/vite.js", "build", "--config", config, ...flags);
const [first, ...rest] = process.argv.slice(2);
/** What is measured: `scaling` and `--scaling` are the same. */
const subject = first?.replace(/^--/, "");
/** What reads files has its threads beside it. */
if (["papers", "labels"].includes(subject)) {
  const status = bundle(`bench/${subject}/vite.config.ts`, "--ssr");
  process.exit(status || node(`node_modules/.cache/bench-${subject}/${subject}.js`, ...rest));
}
/** Other benchmarks than that of training steps. */
const named = ["scaling", "page", "paint", "crf", "machines", "joined", "search", "predict", "objects"].includes(
  subject,
)
  ? subject
  : null;
const asked = named ? rest : process.argv.slice(2);
const status =
  bundle("bench/vite.config.ts") ||
  ((["page", "paint"].includes(named) || asked.includes("browser")) &&
    node("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")) ||
  (asked.includes("--browser") && bundle("bench/page/vite.config.ts")) ||
  node(`node_modules/.cache/bench/${named ?? "main"}.js`, ...asked);
process.exit(status);
