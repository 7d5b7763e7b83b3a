import { checkedValues, type OptionSet, type OptionValues, type ValuesOf } from "../../core/options.ts";
import type { Registered } from "../../core/registry.ts";
import type { SearchStage, Stage } from "../../core/study/spec.ts";

/** A row of stages that begins with a search. */
export interface Pipeline extends Registered {
  readonly summary: string;
  readonly options: OptionSet;
  /** The space it is made for, where it does not work with every space. */
  readonly space?: { readonly id: string; readonly preset: string };
  /** All stages, the search given first, or another that works on its space. Throws StudioError "BadInput" for options it does not have. */
  stages(search: SearchStage, options: OptionValues): readonly Stage[];
}

interface PipelineDefinition<Options extends OptionSet> extends Omit<Pipeline, "options" | "stages"> {
  readonly options: Options;
  stages(search: SearchStage, options: ValuesOf<Options>): readonly Stage[];
}

export function definePipeline<const Options extends OptionSet>(definition: PipelineDefinition<Options>): Pipeline {
  return {
    ...definition,
    stages: (search, options) => definition.stages(search, checkedValues(definition.id, definition.options, options)),
  };
}
