#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";
import { ensureBuilt } from "./ensureBuilt.js";
import { ensureRedis } from "./servers.js";

/**
 * Runs the README's commands as they are written, one after the other, in a new folder that has the files they name:
 * `npm run readme -- [--minutes 30] [--only search,export] [--keep]`. A search that is still training after so many minutes is ended by
 * Ctrl-C, as a user would, and has passed; what works for a served study does so beside it; the studio is asked for its page and ended. The first command that fails ends it, with
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

/** A Redis where the README expects one; one that is there already is left alone. Null where none can be had. */
function startRedis(folder) {
  const program = ensureRedis();
  return program && spawn(program, ["--port", "6379", "--bind", "127.0.0.1", "--save", "", "--dir", folder]);
}

/** Serves a study until it is called again, as what works on it needs; resolves once the file to join by is there. */
async function serveBeside(words, folder) {
  // That of the time before names a port that nobody listens at any more.
  const file = join(folder, `${words[1].replace(/\.cristae\.zip$/, "")}.join`);
  rmSync(file, { force: true });
  const child = spawn(process.execPath, [join(root, "bin/cristae.js"), ...words], { cwd: folder, stdio: "ignore" });
  const closed = new Promise((resolve) => child.once("close", resolve));
  while (!existsSync(file) && child.exitCode === null) await sleep(100);
  return () => (child.kill("SIGINT"), closed);
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
const redis = startRedis(folder);
/** The command that serves a study, for those that work on it. */
let serving = null;
for (const words of commandsIn(readFileSync(join(root, "README.md"), "utf8"))) {
  if (only && !only.includes(words[0])) continue;
  const begin = Date.now();
  if (words[0] === "serve") serving ??= words;
  const leave = words[0] === "work" && serving ? await serveBeside(serving, folder) : null;
  const { code, isEnded, text } = await run(words, folder);
  await leave?.();
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
redis?.kill();
if (values.keep) console.log(folder);
else rmSync(folder, { recursive: true, force: true });
