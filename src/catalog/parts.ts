import type { CatalogParts } from "../core/stages/catalogParts.ts";
import { metrics } from "./metrics/index.ts";
import { networks } from "./networks/index.ts";
import { planCatalog } from "./planCatalog.ts";
import { strategies } from "./strategies/index.ts";
import { pruners } from "./pruners/index.ts";

/** What this version of the studio knows by id, as studies ask for it. */
export const catalogParts: CatalogParts = {
  ...planCatalog,
  strategy: (id) => strategies.get(id),
  pruner: ({ id, options }) => ({ pruner: pruners.get(id), options }),
  decodeNetwork: ({ id, options }, task) => networks.get(id).decode(options, task),
  metricLabel: (id) => metrics.get(id).label,
  networkLabel: ({ id }) => networks.get(id).label,
};
