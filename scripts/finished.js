#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./ensureBuilt.js";

/**
 * Makes the search that the first screen has to look at, `catalog/samples/finished`: without its data, which are a sample. It is
 * made anew by hand, `npm run finished`, when what a study shows has changed; older ones still open.
 */
const at = (name) => fileURLToPath(new URL(name, import.meta.url));
ensureBuilt("cli");
const words =
  "search --sample platelets --pipeline ensemble --trials 8 --steps 320 --evaluate-every 32 --baseline unet --seed 5 --force";
const { status } = spawnSync(
  process.execPath,
  [
    at("../bin/cristae.js"),
    ...words.split(" "),
    "--name",
    "Platelets, a finished search",
    "--out",
    at("../src/catalog/samples/finished/finished.cristae.zip"),
  ],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
