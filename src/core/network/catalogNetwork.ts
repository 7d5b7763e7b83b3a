import type { OptionSet, OptionValues } from "../options.ts";
import type { Registered } from "../registry.ts";
import type { DecodedNetwork, NetworkTask } from "./decoded.ts";

/** A network of the literature with a few numbers to set: a baseline for a study, or what `cristae train` trains. */
export interface CatalogNetwork extends Registered {
  readonly options: OptionSet;
  decode(options: OptionValues, task: NetworkTask): DecodedNetwork;
}
