import { StudioError } from "../../core/errors.ts";
import { createRegistry } from "../../core/registry.ts";
import type { SpaceDefinition } from "../../core/space/space.ts";
import type { SpaceChoice } from "../../core/study/spec.ts";
import autosegnet from "./autosegnet/space.ts";
import hybrid from "./hybrid/space.ts";
import moduleTree from "./moduleTree/space.ts";
import segnas from "./segnas/space.ts";
import trainingNumbers from "./trainingNumbers/space.ts";

export const spaces = createRegistry<SpaceDefinition>("space", [
  moduleTree,
  segnas,
  autosegnet,
  hybrid,
  trainingNumbers,
]);

/** A space with the ranges of one of its presets. Throws StudioError "UnknownId" where it has no such preset. */
export function presetOf(id: string, preset: string): SpaceChoice {
  const { presets } = spaces.get(id);
  const found = presets.find((other) => other.id === preset);
  if (found) return { id, settings: found.settings };
  throw new StudioError(
    "UnknownId",
    `The space "${id}" has no preset "${preset}"; it has ${presets.map((other) => other.id).join(", ")}.`,
  );
}
