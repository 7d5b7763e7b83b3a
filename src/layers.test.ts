import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Which layers a layer may import, beside itself. Nothing points back. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  catalog: ["core"],
  engine: ["core", "catalog"],
  storage: ["core"],
  queue: ["core"],
  worker: ["core", "catalog", "engine", "storage"],
  remote: ["core", "catalog", "engine", "storage", "worker", "queue"],
  cli: ["core", "catalog", "engine", "storage", "worker", "queue", "remote"],
  state: ["core", "catalog", "worker"],
  ui: ["core", "catalog", "state", "worker", "remote"],
  testing: ["core", "catalog", "engine", "storage", "worker", "state", "queue", "remote"],
};

const isCode = (path: string): boolean =>
  /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.includes("/assembly/") && !path.endsWith(".d.ts");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => isCode(`/${path}`));
const layerOf = (path: string): string => path.split(/[\\/]/)[0]!;

/** Paths of a file's relative imports; `import type` may cross to types only, which is what the page takes from the worker. */
function importsOf(file: string): readonly { readonly to: string; readonly isTypeOnly: boolean }[] {
  const text = readFileSync(join(root, file), "utf8");
  return ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => {
      const to = relative(root, resolve(root, dirname(file), fileName.replace(/\?.*$/, "")));
      const statement = new RegExp(
        `(import|export) type [^;]*["']${fileName.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}["']`,
      );
      return { to, isTypeOnly: statement.test(text) };
    });
}

test("no layer imports one above it", () => {
  const wrong = files
    .filter((file) => layerOf(file) in ALLOWED)
    .flatMap((file) => importsOf(file).map(({ to }) => ({ file, to })))
    .filter(
      ({ file, to }) =>
        !to.startsWith("..") && layerOf(to) !== layerOf(file) && !ALLOWED[layerOf(file)]!.includes(layerOf(to)),
    );
  expect(wrong).toEqual([]);
});

test("the page takes only types from the worker and from what trains for others, so that tfjs is loaded in workers alone", () => {
  const wrong = files
    .filter((file) => ["ui", "state"].includes(layerOf(file)))
    .flatMap((file) => importsOf(file).map((one) => ({ file, ...one })))
    .filter(({ to, isTypeOnly }) => ["worker", "remote"].includes(layerOf(to)) && !isTypeOnly);
  expect(wrong).toEqual([]);
});

test("core takes nothing from outside but random numbers, hashes and schemas", () => {
  const outside = files
    .filter((file) => layerOf(file) === "core")
    .flatMap((file) =>
      ts.preProcessFile(readFileSync(join(root, file), "utf8")).importedFiles.map(({ fileName }) => fileName),
    )
    .filter((name) => !name.startsWith("."));
  expect([...new Set(outside)].filter((name) => !/^(zod$|pure-rand\/|@noble\/hashes\/)/.test(name))).toEqual([]);
});

/** Where metrics may be named: the catalog, the defaults, what version 2 called them, and what tests share. */
const NAMES_METRICS = /^(catalog\/metrics\/|testing\/|core\/judging\/defaultMetrics\.ts$|core\/study\/migration\.ts$)/;

test("no file names a metric but the catalog and the defaults, so that a study may go by any of them", () => {
  const naming = files
    .filter((file) => !NAMES_METRICS.test(file.replaceAll("\\", "/")))
    .filter((file) => /mean_?(Iou|Dice)\b/i.test(readFileSync(join(root, file), "utf8")));
  expect(naming).toEqual([]);
});

test("no import goes in a circle", () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter(({ isTypeOnly }) => !isTypeOnly)
        .map(({ to }) => to),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" > "));
    else if (!done.has(file)) for (const to of graph.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});
