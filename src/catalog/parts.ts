import type { CatalogParts } from "../core/stages/resolve.ts";
import { metrics } from "./metrics/index.ts";
import { networks } from "./networks/index.ts";
import { pruners } from "./pruners/index.ts";
import { spaces } from "./spaces/index.ts";
import { strategies } from "./strategies/index.ts";

/** What this version of the studio knows by id, as studies ask for it. */
export const catalogParts: CatalogParts = {
  bind({ id, settings }, task) {
    const definition = spaces.get(id);
    return definition.bind(definition.parseSettings(settings), task);
  },
  strategy: (id) => strategies.get(id),
  pruner: ({ id, options }) => ({ pruner: pruners.get(id), options }),
  decodeNetwork: ({ id, options }, task) => networks.get(id).decode(options, task),
  metricLabel: (id) => metrics.get(id).label,
  networkLabel: ({ id }) => networks.get(id).label,
};
