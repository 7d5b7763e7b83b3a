import type { PlanCatalog } from "../core/stages/catalogParts.ts";
import type { SearchSpace, SpaceTask } from "../core/space/space.ts";
import type { SpaceChoice } from "../core/study/spec.ts";
import { objectiveOf } from "./metrics/index.ts";
import { scheduleOver } from "./schedules/laidOut.ts";
import { spaces } from "./spaces/index.ts";
import { describedStrategies } from "./strategies/described.ts";

/** Views do not depend on the task. */
const ANY_TASK: SpaceTask = { channels: 1, classes: 2, patch: [1, 64, 64] };

function bind({ id, settings }: SpaceChoice, task: SpaceTask): SearchSpace {
  const definition = spaces.get(id);
  return definition.bind(definition.parseSettings(settings), task);
}

/** What this version of the studio knows by id, as plans ask for it: the page needs no more before a study runs. */
export const planCatalog: PlanCatalog = {
  bind,
  space: (id) => spaces.get(id),
  views: (space) => bind(space, ANY_TASK).views,
  strategy: (id) => describedStrategies.get(id),
  scheduleOver,
  objective: objectiveOf,
};
