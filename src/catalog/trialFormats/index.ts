import { createRegistry } from "../../core/registry.ts";
import csv from "./csv.ts";
import json from "./json.ts";
import optuna from "./optuna.ts";
import tensorboard from "./tensorboard/tensorboard.ts";
import trees from "./trees.ts";
import type { TrialFormat } from "./trialFormat.ts";

/** Formats that the trials of a study are written in. */
export const trialFormats = createRegistry<TrialFormat>("trial format", [csv, json, optuna, tensorboard, trees]);
