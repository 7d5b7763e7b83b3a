import { checkedValues, type OptionSet, type OptionValues, type ValuesOf } from "../../core/options.ts";
import type { Registered } from "../../core/registry.ts";

/** `done` updates were made before this one, of `steps` in all. */
export interface ScheduleTime {
  readonly done: number;
  readonly steps: number;
}

/** How the learning rate changes while training: a factor on the optimiser's own rate. */
export interface Schedule extends Registered {
  readonly options: OptionSet;
  factor(time: ScheduleTime, options: OptionValues): number;
  /** The options that fit it to a training of so many steps, where its options depend on them. */
  readonly laidOutOver?: (steps: number) => OptionValues;
}

interface ScheduleDefinition<Options extends OptionSet> extends Registered {
  readonly options: Options;
  factor(time: ScheduleTime, options: ValuesOf<Options>): number;
  readonly laidOutOver?: (steps: number) => Partial<ValuesOf<Options>> & OptionValues;
}

export function defineSchedule<const Options extends OptionSet>(definition: ScheduleDefinition<Options>): Schedule {
  return {
    ...definition,
    factor: (time, options) => definition.factor(time, checkedValues(definition.id, definition.options, options)),
  };
}
