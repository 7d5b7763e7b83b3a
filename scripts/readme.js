#!/usr/bin/env node
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";
import { ensureBuilt } from "./ensureBuilt.js";

/**
 * Runs the README's commands as they are written, one after the other, in a new folder that has the files they name:
 * `npm run readme -- [--minutes 30] [--only search,export] [--keep]`. A search that is still training after so many minutes is ended by
 * Ctrl-C, as a user would, and has passed; the studio is asked for its page and ended. The first command that fails ends it, with
 * code 1. Units: seconds.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const root = fileURLToPath(new URL("../", import.meta.url));
const STACK = [18, 128, 128];
const SUBJECTS = 40;
const SUBJECT = [16, 32, 32];

/** The lines that begin with `npx cristae`, without folds, comments and quotes. */
const commandsIn = (text) =>
  [...text.replaceAll(/\\\n\s*/g, "").matchAll(/^npx cristae +(.*?)(?:\s+#.*)?$/gm)].map(([, words]) =>
    words.split(/ +/).map((word) => word.replace(/^'(.*)'$/, "$1")),
  );

/** Files of the names that the README uses: parts of a sample. */
async function prepare(folder) {
  const load = async (path) => (await runnerImport(join(root, path), { configFile: false, root })).module;
  const { samples } = await load("src/catalog/samples/index.ts");
  const { encodeTiff } = await load("src/catalog/exports/tiff.ts");
  const { volume, labels } = samples.get("platelets").create();
  const [depth, height, width] = volume.shape;
  const write = (name, stack, [z, y, x], shape) => {
    const [slices, rows, columns] = shape;
    const data = new Uint8Array(slices * rows * columns);
    for (let row = 0; row < slices * rows; row++) {
      const slice = (z + Math.floor(row / rows)) % depth;
      const from = (slice * height + y + (row % rows)) * width + x;
      data.set(stack.data.subarray(from, from + columns), row * columns);
    }
    writeFileSync(join(folder, name), encodeTiff({ shape, data, voxelSizeNm: volume.voxelSizeNm }));
  };
  for (const name of ["IMAGES", "LABELS", "SUBJECTS/images", "SUBJECTS/labels"])
    mkdirSync(join(folder, name), { recursive: true });
  const parts = [
    ["stack.tif", "truth.tif", [0, 0, 0], STACK],
    ["IMAGES/stack.tif", "LABELS/stack.tif", [0, 0, 0], STACK],
    ["new.tif", "new_labels.tif", [2, 64, 64], STACK],
    ["A.tif", "A_labels.tif", [0, 0, 64], STACK],
    ["B.tif", "B_labels.tif", [4, 64, 0], STACK],
    ...Array.from({ length: SUBJECTS }, (_, index) => {
      const name = `${String(index).padStart(2, "0")}.tif`;
      const corner = [index % 8, 24 * Math.floor(index / 8), 16 * (index % 8)];
      return [`SUBJECTS/images/${name}`, `SUBJECTS/labels/${name}`, corner, SUBJECT];
    }),
  ];
  for (const [image, truth, corner, shape] of parts) {
    write(image, volume, corner, shape);
    write(truth, labels, corner, shape);
  }
  // Somebody else, who draws every border one voxel to the right.
  write("other.tif", labels, [0, 0, 1], STACK);
  const names = Object.fromEntries(labels.classes.map(({ name }, index) => [index, name]));
  writeFileSync(join(folder, "classes.json"), JSON.stringify({ A: names, B: names }));
  symlinkSync(join(root, "scripts"), join(folder, "scripts"));
}

/** Resolves with how a command ended. */
function run(words, folder) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "bin/cristae.js"), ...words], { cwd: folder });
    let text = "";
    let isEnded = false;
    const end = () => {
      isEnded = true;
      child.kill("SIGINT");
    };
    const clock = setTimeout(end, Number(values.minutes) * 60_000);
    const take = (chunk) => {
      text = (text + chunk).slice(-4000);
      const address = words[0] === "studio" && !isEnded && /http:\/\/localhost:\d+\//.exec(text)?.[0];
      if (address) void fetch(address).then(({ ok }) => ok && end());
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("close", (code) => {
      clearTimeout(clock);
      resolve({ code, isEnded, text });
    });
  });
}

const INTERRUPTED = 130;
const only = values.only?.split(",");
const folder = mkdtempSync(join(tmpdir(), "cristae-readme-"));
ensureBuilt("cli");
ensureBuilt("app");
await prepare(folder);
for (const words of commandsIn(readFileSync(join(root, "README.md"), "utf8"))) {
  if (only && !only.includes(words[0])) continue;
  const begin = Date.now();
  const { code, isEnded, text } = await run(words, folder);
  const passed = code === 0 || (isEnded && (code === INTERRUPTED || code === null));
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  console.log(
    `${passed ? "ok    " : "FAILED"} ${seconds.padStart(7)} s ${isEnded ? "ended " : ""}cristae ${words.join(" ")}`,
  );
  if (passed) continue;
  console.log(text);
  process.exitCode = 1;
  break;
}
if (values.keep) console.log(folder);
else rmSync(folder, { recursive: true, force: true });
