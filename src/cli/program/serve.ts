import { Command, InvalidArgumentError, Option } from "commander";
import type { ServeCommandFlags } from "../commands/serve.ts";
import type { SlurmFlags } from "../commands/slurm.ts";
import type { WorkFlags } from "../commands/work.ts";
import { addAll, deviceOption, examples, jsonOption, positive, valued, whole } from "./options.ts";
import { run } from "./run.ts";
import { givenFlags, searchOptions } from "./search.ts";
import { portNumber } from "./studio.ts";

interface JsonFlag {
  readonly json?: boolean;
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** "3h50m", "90s", "10m": seconds. */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text)
    throw new InvalidArgumentError("It must be a time such as 3h50m, 10m or 90s.");
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

/** Where other machines find a study. */
const doorOptions = (): readonly Option[] => {
  const group = "Serving:";
  return [
    valued("--queue <address>", "memory, redis://HOST:PORT or postgres://USER@HOST:PORT/DB", {
      group,
      initial: "memory",
    }),
    valued("--port <n>", "any free one, unless said", { group, parse: portNumber }),
    valued("--host <address>", "who may join: 127.0.0.1 this machine, 0.0.0.0 others too", {
      group,
      initial: "0.0.0.0",
    }),
    valued("--join <file>", "where to write what machines join by; beside the study by default", { group }),
    new Option("--until-done", "end when the study is done, as search does").helpGroup(group),
    new Option(
      "--class",
      "students join by a link in a browser: prints the links of students, of the wall and to steer by",
    ).helpGroup(group),
    new Option("--revoke", "links that were given out before let nobody in any more").helpGroup(group),
    valued("--tls-cert <file>", "certificate, PEM; browsers need https for WebGPU and to keep data", { group }),
    valued("--tls-key <file>", "its key, PEM", { group }),
    valued("--lock-seconds <n>", "a machine that is not heard of for so long has lost its trial", {
      group,
      parse: positive,
    }),
  ];
};

export const serveCommand = (): Command =>
  addAll(
    new Command("serve")
      .description("Search with machines that join: a study, or a new search by the flags of search")
      .argument("[study]", "STUDY.cristae.zip to go on with, or a PLAN.json to begin"),
    [...doorOptions(), ...searchOptions()],
  )
    .addHelpText(
      "after",
      examples(
        "cristae serve --sample platelets --trials 40 --out study.cristae.zip",
        "cristae serve --class --sample membranes --trials 60",
        "cristae serve study.cristae.zip --queue redis://127.0.0.1:6379 --until-done",
      ),
    )
    .action((what: string | undefined, flags: ServeCommandFlags & JsonFlag, command: Command) =>
      run(flags, async (output) => {
        const { serve } = await import("../commands/serve.ts");
        return serve(what, { ...flags, given: givenFlags(command) }, output);
      }),
    );

export const workCommand = (): Command =>
  addAll(
    new Command("work")
      .description("Train for a study that is served elsewhere")
      .argument("<join>", "the file that serve wrote, or the link that it printed"),
    [
      valued("--threads <n>", "networks trained at a time, one per core by default", { parse: whole(1) }),
      deviceOption(),
      valued("--name <text>", "what this machine is called; an animal by default"),
      valued("--lifetime <time>", "leave after as long, such as 3h50m, giving back what is trained", {
        parse: duration,
      }),
      valued("--stagger <time>", "leave up to as much earlier, so that not all leave at once", { parse: duration }),
      valued("--idle <time>", "leave when there was nothing to do for as long", { parse: duration }),
      valued("--cache <dir>", "where data stay, for the next study on them"),
      jsonOption(),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae work study.join",
        "cristae work study.join --threads 4 --lifetime 3h50m --stagger 5m --idle 10m",
      ),
    )
    .action((join: string, flags: WorkFlags & JsonFlag) =>
      run(flags, async (output) => {
        const { work } = await import("../commands/work.ts");
        return work(join, flags, output);
      }),
    );

export const slurmCommand = (): Command =>
  addAll(
    new Command("slurm")
      .description("Print the script of a Slurm array of workers")
      .argument("<join>", "the file that serve wrote, in a folder that the nodes see"),
    [
      valued("--workers <n>", "tasks of the array", { parse: whole(1), initial: 10 }),
      valued("--time <time>", "how long each may run, as Slurm reads it", { initial: "4:00:00" }),
      valued("--threads <n>", "cores of each", { parse: whole(1), initial: 4 }),
      valued("--at-once <n>", "how many of them run at a time", { parse: whole(1) }),
    ],
  )
    .addHelpText("after", examples("cristae slurm study.join --workers 40 --time 4:00:00 | sbatch"))
    .action((join: string, flags: SlurmFlags) =>
      run({}, async (output) => {
        const { slurm } = await import("../commands/slurm.ts");
        return slurm(join, flags, output);
      }),
    );
