import { createRegistry } from "../../core/registry.ts";
import type { SpaceDefinition } from "../../core/space/space.ts";
import autosegnet from "./autosegnet/space.ts";
import moduleTree from "./moduleTree/space.ts";
import segnas from "./segnas/space.ts";
import trainingNumbers from "./trainingNumbers/space.ts";

export const spaces = createRegistry<SpaceDefinition>("space", [moduleTree, segnas, autosegnet, trainingNumbers]);
