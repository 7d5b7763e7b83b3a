import { Select, Switch } from "@mantine/core";
import { useMemo } from "react";
import { networks } from "../../../catalog/networks/index.ts";
import { tuningStage } from "../../../catalog/pipelines/index.ts";
import { baselineFor } from "../../../catalog/pipelines/usualSearch.ts";
import { spaces } from "../../../catalog/spaces/index.ts";
import { describedStrategies } from "../../../catalog/strategies/described.ts";
import { objectiveLabel, objectiveMetrics } from "../../../catalog/metrics/index.ts";
import type { SearchStage } from "../../../core/stages/search.ts";
import { isSearch } from "../../../core/stages/search.ts";
import { hasEvolution } from "../../../state/evolution.ts";
import { strategyChoices } from "../../../state/strategyChoices.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { OptionFields } from "../../controls/OptionFields.tsx";
import { useStudio } from "../../studioContext.ts";
import { ChoiceFields } from "../ChoiceFields.tsx";
import { Plots } from "../Plots.tsx";
import { recipeText } from "../../../catalog/recipes/recipeText.ts";
import { TuningPlots } from "../TuningPlots.tsx";
import { VectorPlots } from "../VectorPlots.tsx";
import type { FirstStageProps, StageFieldsProps, StagePlotsProps, StageView } from "./stageView.ts";
import { uncapitalised } from "./stageWords.ts";
import classes from "../search.module.css";

const MOST_TRIALS = 10_000;

/** Candidates by a strategy, or, with a base, training numbers for its network. */
export const searchView: StageView<SearchStage> = {
  purpose: "finds what scores best",
  words({ strategy, base, space, recipe }) {
    const what = uncapitalised(describedStrategies.get(strategy.id).label);
    if (!base) return { title: "Search", what, detail: recipeText(recipe) };
    const tuned = spaces.get(space.id).label.toLowerCase();
    return { title: "Tune", what, detail: `training of the best of stage ${base.bestOf + 1}, ${tuned}` };
  },
  Fields,
  Plots: SearchPlots,
  offers: ([first]) =>
    isSearch(first)
      ? [{ label: "Tune the training of the best", stage: tuningStage(first, { tunings: 20, batch: 4 }) }]
      : [],
  first: {
    proposer: "Strategy",
    Proposer,
    Length,
    InlineLength,
    Size,
    baselines: ({ baselines }) =>
      baselines.length > 0
        ? `${baselines.map(({ id }) => networks.get(id).label).join(", ")}, trained first with the same recipe`
        : null,
    stopsEarly: true,
  },
};

function Fields({ stage, isBegun, onChange }: StageFieldsProps<SearchStage>) {
  return (
    <div className={classes.stageFields}>
      <NumberField
        label="Candidates"
        value={stage.trials}
        min={1}
        max={MOST_TRIALS}
        isWhole
        onChange={(value) => onChange({ field: "count", value })}
      />
      {!isBegun && stage.base && (
        <OptionFields
          options={describedStrategies.get(stage.strategy.id).options}
          values={stage.strategy.options}
          onChange={(of, value) => onChange({ field: "option", of, value })}
        />
      )}
    </div>
  );
}

function SearchPlots({ spec, ...props }: StagePlotsProps<SearchStage>) {
  if (spec.base) return <TuningPlots {...props} />;
  return hasEvolution(props.study, props.stage) ? <VectorPlots {...props} /> : <Plots {...props} />;
}

function Proposer({ stage, onChange }: FirstStageProps<SearchStage>) {
  return (
    <>
      <StrategyFields stage={stage} onChange={onChange} />
      <BaselineFields stage={stage} onChange={onChange} />
    </>
  );
}

/** The strategies, those without the view of the space that they need set apart with the reason. */
function StrategyFields({ stage, onChange }: FirstStageProps<SearchStage>) {
  const { strategy, space } = stage;
  const choices = useMemo(() => strategyChoices(space), [space]);
  const missing = choices.flatMap(({ label, because }) => (because === null ? [] : [`${label} ${because}`]));
  return (
    <>
      <ChoiceFields
        label="Proposes by"
        registry={describedStrategies}
        value={strategy}
        disabled={choices.flatMap(({ id, because }) => (because === null ? [] : [id]))}
        onChoose={(value) => onChange({ field: "strategy", value })}
        onOption={(of, value) => onChange({ field: "option", of, value })}
      />
      <p className="t3 sm">{describedStrategies.get(strategy.id).summary}</p>
      {missing.length > 0 && <p className="t3 sm">Not for this space: {missing.join("; ")}.</p>}
      <Select
        label="Minimises"
        value={stage.objective.metric}
        data={objectiveMetrics.map(({ id }) => ({ value: id, label: objectiveLabel(id) }))}
        onChange={(value) => value && onChange({ field: "objective", value })}
      />
    </>
  );
}

/** A network of the literature, trained first by the same recipe. */
function BaselineFields({ stage, onChange }: FirstStageProps<SearchStage>) {
  const [baseline] = stage.baselines;
  return (
    <>
      <Switch
        size="xs"
        label="Train a U-Net first, as a baseline"
        checked={baseline !== undefined}
        onChange={({ currentTarget: { checked } }) =>
          onChange({ field: "baselines", value: checked ? [baselineFor(stage.recipe)] : [] })
        }
      />
      {baseline && (
        <ChoiceFields
          label="Baseline"
          registry={networks}
          value={baseline}
          onChoose={(value) => onChange({ field: "baselines", value: [value] })}
          onOption={(of, value) => onChange({ field: "baselineOption", of, value })}
        />
      )}
    </>
  );
}

function Length({ stage: { recipe } }: FirstStageProps<SearchStage>) {
  const changeRecipe = useStudio((state) => state.changeRecipe);
  return (
    <div className={classes.pair}>
      <NumberField
        label="Steps"
        value={recipe.steps}
        min={1}
        max={1_000_000}
        isWhole
        onChange={(steps) => changeRecipe({ steps })}
      />
      <NumberField
        label="Evaluate every"
        unit="steps"
        value={recipe.evaluateEvery}
        min={1}
        max={1_000_000}
        isWhole
        onChange={(evaluateEvery) => changeRecipe({ evaluateEvery })}
      />
    </div>
  );
}

function Size({ stage, onChange }: FirstStageProps<SearchStage>) {
  return (
    <NumberField
      label="Trials"
      value={stage.trials}
      min={1}
      max={MOST_TRIALS}
      isWhole
      onChange={(value) => onChange({ field: "count", value })}
    />
  );
}

function InlineLength({ stage: { trials, recipe }, onChange }: FirstStageProps<SearchStage>) {
  const changeRecipe = useStudio((state) => state.changeRecipe);
  return (
    <>
      <NumberField
        isInline
        label="Trials"
        width={52}
        min={1}
        max={MOST_TRIALS}
        isWhole
        value={trials}
        onChange={(value) => onChange({ field: "count", value })}
      />
      trials of
      <NumberField
        isInline
        label="Steps per trial"
        width={60}
        min={1}
        max={1_000_000}
        isWhole
        value={recipe.steps}
        onChange={(steps) => changeRecipe({ steps, evaluateEvery: Math.max(1, Math.round(steps / 8)) })}
      />
      steps,
    </>
  );
}
