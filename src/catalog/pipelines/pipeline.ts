import { checkedValues, type OptionSet, type OptionValues, type ValuesOf } from "../../core/options.ts";
import type { Registered } from "../../core/registry.ts";
import type { SearchStage } from "../../core/stages/search.ts";
import type { Stage } from "../../core/stages/index.ts";

/** What a pipeline that follows a paper needs of the search it begins with; lengths and patches stay as they are planned. */
export interface PipelineNeeds {
  readonly space: { readonly id: string; readonly preset: string };
  /** Whether networks must be able to share weights: then no other space will do. */
  readonly sharesWeights?: boolean;
  /** Id of the recipe that it trains by. */
  readonly recipe?: string;
}

/** A row of stages that begins with a search. */
export interface Pipeline extends Registered {
  readonly summary: string;
  readonly options: OptionSet;
  /** What it is made for, where it follows a paper. */
  readonly needs?: PipelineNeeds;
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
