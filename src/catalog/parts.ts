import type { CatalogParts } from "../core/stages/catalogParts.ts";
import type { SearchSpace, SpaceTask, ViewName } from "../core/space/space.ts";
import type { SpaceChoice } from "../core/study/spec.ts";
import { metrics, objectiveOf } from "./metrics/index.ts";
import { scheduleOver } from "./schedules/laidOut.ts";
import { networks } from "./networks/index.ts";
import { pruners } from "./pruners/index.ts";
import { spaces } from "./spaces/index.ts";
import { strategies } from "./strategies/index.ts";

/** Views do not depend on the task. */
const ANY_TASK: SpaceTask = { channels: 1, classes: 2, patch: [1, 64, 64] };

function bind({ id, settings }: SpaceChoice, task: SpaceTask): SearchSpace {
  const definition = spaces.get(id);
  return definition.bind(definition.parseSettings(settings), task);
}

/** What this version of the studio knows by id, as studies ask for it. */
export const catalogParts: CatalogParts = {
  bind,
  space: (id) => spaces.get(id),
  views: (space) => new Set(Object.keys(bind(space, ANY_TASK).views) as ViewName[]),
  strategy: (id) => strategies.get(id),
  pruner: ({ id, options }) => ({ pruner: pruners.get(id), options }),
  decodeNetwork: ({ id, options }, task) => networks.get(id).decode(options, task),
  scheduleOver,
  objective: objectiveOf,
  metricLabel: (id) => metrics.get(id).label,
  networkLabel: ({ id }) => networks.get(id).label,
};
