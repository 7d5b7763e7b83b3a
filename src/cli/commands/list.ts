import { stackWriters } from "../../catalog/exports/index.ts";
import { folderFormats, formats } from "../../catalog/formats/index.ts";
import { losses } from "../../catalog/losses/index.ts";
import { metrics } from "../../catalog/metrics/index.ts";
import { networks } from "../../catalog/networks/index.ts";
import { optimisers } from "../../catalog/optimisers/index.ts";
import { pipelines } from "../../catalog/pipelines/index.ts";
import { pruners } from "../../catalog/pruners/index.ts";
import { recipes } from "../../catalog/recipes/index.ts";
import { samples } from "../../catalog/samples/index.ts";
import { schedules } from "../../catalog/schedules/index.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import { describedStrategies } from "../../catalog/strategies/described.ts";
import { testFunctions } from "../../catalog/testFunctions/index.ts";
import type { Option, OptionSet } from "../../core/options.ts";
import type { Registered } from "../../core/registry.ts";
import { unknownId } from "../../core/unknownId.ts";
import type { Output } from "../output.ts";

interface Listed extends Registered {
  readonly options?: OptionSet;
  readonly presets?: readonly Registered[];
}

/** How the options of a kind are set on the command line; kinds without it are set in recipes. */
interface Listing {
  readonly items: readonly Listed[];
  readonly set?: string;
}

/** Everything a flag may name, by the word that `cristae list` takes. */
export const CATALOGS: Readonly<Record<string, Listing>> = {
  strategies: { items: describedStrategies.list, set: "--set strategy." },
  spaces: { items: spaces.list },
  pipelines: { items: pipelines.list, set: "--set pipeline." },
  recipes: { items: recipes.list },
  networks: { items: networks.list, set: "--set " },
  losses: { items: losses.list },
  optimisers: { items: optimisers.list },
  schedules: { items: schedules.list },
  pruners: { items: pruners.list },
  metrics: { items: metrics.list },
  samples: { items: samples.list },
  functions: { items: testFunctions.list },
  formats: { items: [...formats.list, ...folderFormats.list] },
  masks: { items: stackWriters.list },
};

/** `cristae list`: the items of one catalog or of all, with their options. Throws StudioError "UnknownId". */
export function list(what: string | undefined, output: Output): void {
  const chosen = what === undefined ? Object.keys(CATALOGS) : [what];
  for (const name of chosen) {
    const listing = CATALOGS[name];
    if (!listing) throw unknownId("catalog", name, Object.keys(CATALOGS));
    output.say(`${name}:`);
    for (const { id, label, options = {}, presets = [] } of listing.items) {
      output.json({ type: "item", catalog: name, id, label, options, presets: presets.map((preset) => preset.id) });
      output.say(`  ${id.padEnd(20)} ${label}`);
      if (presets.length > 0)
        output.say(`  ${"".padEnd(20)} presets: ${presets.map((preset) => preset.id).join(", ")}`);
      for (const [option, description] of Object.entries(options))
        output.say(`    ${listing.set ?? ""}${option}=${optionText(description)}`);
    }
  }
}

function optionText(option: Option): string {
  const initial = String(option.initial);
  switch (option.kind) {
    case "int":
    case "float":
      return `${initial}   ${option.label}, ${option.kind === "int" ? "whole, " : ""}${option.min} to ${option.max}${option.unit === undefined ? "" : ` ${option.unit}`}`;
    case "choice":
      return `${initial}   ${option.label}: ${option.choices.join(", ")}`;
    case "switch":
      return `${initial}   ${option.label}: true or false`;
    case "text":
      return `${initial}   ${option.label}: ${option.hint}`;
    default:
      return option satisfies never;
  }
}
