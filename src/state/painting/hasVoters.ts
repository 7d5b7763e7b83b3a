import type { ClassInfo } from "../../core/image/labelMap.ts";
import { committeeOf } from "../../core/stages/committee.ts";
import type { Study } from "../../core/study/study.ts";

/** Whether networks of the open study can vote on where to label next. */
export const hasVoters = (study: Study | null, classes: readonly ClassInfo[] | undefined): boolean =>
  study !== null && classes !== undefined && committeeOf(study, classes, 2).length > 0;
