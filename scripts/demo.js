import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The main job without a page: a small search on the Platelets sample, its table, and a comparison picture. */
const folder = fileURLToPath(new URL("../.cache/demo/", import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    at("../bin/cristae.js"),
    "search",
    "--sample",
    "platelets",
    "--recipe",
    at("demo.recipe.json"),
    "--trials",
    "6",
    "--baseline",
    "unet",
    "--out",
    `${folder}platelets.cristae.zip`,
    "--figure",
    `${folder}comparison.svg`,
  ],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
