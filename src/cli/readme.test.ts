import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { CATALOGS } from "./commands/list.ts";
import { listCommand, networkCommand, spaceCommand, tryCommand } from "./program/explore.ts";
import { correctCommand, evaluateCommand, infoCommand, objectsCommand, refineCommand } from "./program/files.ts";
import { searchCommand } from "./program/search.ts";
import {
  ensembleCommand,
  exportCommand,
  hybridCommand,
  predictCommand,
  repairCommand,
  reportCommand,
  resumeCommand,
  showCommand,
} from "./program/studies.ts";
import { serveCommand, slurmCommand, workCommand } from "./program/serve.ts";
import { studioCommand } from "./program/studio.ts";
import { trainCommand } from "./program/train.ts";
import { transferCommand } from "./program/transfer.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The lines of a text that begin with `npx cristae`, each without that, its comment, and its folds. */
const commandsIn = (text: string): readonly string[] =>
  [...text.replaceAll(/\\\n\s*/g, "").matchAll(/^npx cristae +(.*?)(?:\s+#.*)?$/gm)].map(([, words]) =>
    words!.replaceAll(/ +/g, " "),
  );

const commands = commandsIn(read("README.md"));

const COMMANDS: Readonly<Record<string, () => Command>> = {
  studio: studioCommand,
  search: searchCommand,
  train: trainCommand,
  transfer: transferCommand,
  resume: resumeCommand,
  serve: serveCommand,
  work: workCommand,
  slurm: slurmCommand,
  ensemble: ensembleCommand,
  hybrid: hybridCommand,
  show: showCommand,
  predict: predictCommand,
  export: exportCommand,
  report: reportCommand,
  repair: repairCommand,
  evaluate: evaluateCommand,
  correct: correctCommand,
  refine: refineCommand,
  objects: objectsCommand,
  info: infoCommand,
  space: spaceCommand,
  network: networkCommand,
  try: tryCommand,
  list: listCommand,
};

describe("commands of the README", () => {
  test("show every command", () => {
    expect([...new Set(commands.map((line) => line.split(" ")[0]!))].sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  test.each(commands)("%s is understood", async (line) => {
    const [name, ...words] = line.split(" ");
    const command = COMMANDS[name!]!()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .action(() => undefined);
    await expect(command.parseAsync(words, { from: "user" })).resolves.toBe(command);
  });

  test.each(commands)("%s names what there is", (line) => {
    const named = [
      ...line.matchAll(/--(strategy|pipeline|baseline|function|sample|space) ([\w,-]+)(?![\w.,-])/g),
    ].flatMap(([, kind, ids]) => ids!.split(",").map((id) => [kind!, id] as const));
    const ids = Object.values(CATALOGS).flatMap(({ items }) =>
      items.flatMap(({ id, presets = [] }) => [id, ...presets.map((preset) => preset.id)]),
    );
    expect(named.filter(([, id]) => !ids.includes(id) && !/^\d+$/.test(id))).toEqual([]);
  });

  test("have the demo's among them, as `npm run demo` runs it", () => {
    const flags = [...read("scripts/demo.js").matchAll(/"(--[\w-]+|search|platelets|unet|\d+)"/g)].map(
      ([, word]) => word!,
    );
    const demo = commands.find((line) => line.includes("demo.recipe.json"))!;
    expect(flags.filter((flag) => !demo.split(" ").includes(flag))).toEqual([]);
    expect(demo.split(" ").filter((word) => word.startsWith("--"))).toEqual(
      flags.filter((flag) => flag.startsWith("--")),
    );
  });
});
