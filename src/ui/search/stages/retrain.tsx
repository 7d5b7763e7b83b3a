import { Switch } from "@mantine/core";
import { networks } from "../../../catalog/networks/index.ts";
import { BASELINES } from "../../../catalog/networks/baselines.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import { FEWEST_AGAIN } from "../../../core/judging/claim.ts";
import { kindOf, type Stage } from "../../../core/stages/index.ts";
import type { RetrainStage } from "../../../core/stages/retrain.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { CurvesPlot } from "../Plots.tsx";
import { RetrainPlots } from "../RetrainPlots.tsx";
import { StepsField } from "./StepsField.tsx";
import type { StageFieldsProps, StageView } from "./stageView.ts";
import classes from "../search.module.css";

const MOST = 10_000;

/** Where networks found on 64 px are tried next. */
const LARGE_PATCH: Shape3 = [1, 256, 256];

/** One network trained again, all else equal or by another recipe. */
export const retrainView: StageView<RetrainStage> = {
  purpose: "tells gain from luck with the weights",
  words: (stage) => ({
    title: stage.recipe?.patch ? "Transfer" : "Retrain",
    what: `${"trial" in stage.source ? `trial #${stage.source.trial}` : `best of stage ${stage.source.bestOf + 1}`}, ${stage.times} ${stage.times === 1 ? "seed" : "seeds"}`,
    detail: detailOf(stage),
  }),
  Fields,
  Plots: ({ study, stage, shown }) => (
    <RetrainPlots study={study} stage={stage} shown={shown} curves={<CurvesPlot study={study} shown={shown} />} />
  ),
  offers: (stages) => [
    {
      label: "Train the best on half of the training data",
      stage: { kind: "retrain", source: { bestOf: 0 }, times: 3, recipe: { trainingShare: 0.5 } },
    },
    { label: "Retrain the best from fresh weights", stage: { kind: "retrain", source: { bestOf: 0 }, times: 5 } },
    { label: "Retrain the tuned winner from fresh weights", stage: tunedAgain(stages) },
    {
      label: `Train the best on patches of ${LARGE_PATCH[2]} px`,
      stage: { kind: "retrain", source: { bestOf: 0 }, times: 3, recipe: { patch: LARGE_PATCH, batch: 1 } },
    },
  ],
};

/** As often as a claim about tuning needs, and once more as often; null where nothing is tuned. */
function tunedAgain(stages: readonly Stage[]): RetrainStage | null {
  const bestOf = stages.findLastIndex((stage) => kindOf(stage).tunes(stage));
  return bestOf < 0 ? null : { kind: "retrain", source: { bestOf }, times: 2 * FEWEST_AGAIN };
}

/** What is changed in the recipe, and what is trained alike. */
function detailOf({ recipe, baselines = [], controls = 0, without = [] }: RetrainStage): string {
  const changes = [
    recipe?.steps && `${recipe.steps} steps`,
    recipe?.patch && `patches of ${recipe.patch[2]} px`,
    recipe?.trainingShare && `${Math.round(100 * recipe.trainingShare)} % of the training data`,
  ]
    .filter(Boolean)
    .join(", ");
  const alike = [
    ...new Set(baselines.map(({ id }) => networks.get(id).label)),
    ...(without.length > 0 ? ["the same without a part"] : []),
    ...(controls > 0 ? [`${controls} random`] : []),
  ].join(", ");
  return `${changes || "fresh weights, the same data order"}${alike && `; beside ${alike}`}`;
}

function Fields({ stage, isBegun, onChange }: StageFieldsProps<RetrainStage>) {
  return (
    <div className={classes.stageFields}>
      <NumberField
        label="Retrainings"
        value={stage.times}
        min={1}
        max={MOST}
        isWhole
        onChange={(value) => onChange({ field: "count", value })}
      />
      {stage.controls !== undefined && (
        <>
          <NumberField
            label="Random networks"
            value={stage.controls}
            min={0}
            max={MOST}
            isWhole
            isDisabled={isBegun}
            onChange={(value) => onChange({ field: "controls", value })}
          />
          <Switch
            size="xs"
            label={`${[...new Set(BASELINES.map(({ id }) => networks.get(id).label))].join(" and ")}, each at two sizes, trained alike`}
            checked={(stage.baselines?.length ?? 0) > 0}
            disabled={isBegun}
            onChange={(event) => onChange({ field: "baselines", value: event.currentTarget.checked ? BASELINES : [] })}
          />
        </>
      )}
      {stage.recipe?.steps !== undefined && (
        <StepsField steps={stage.recipe.steps} isBegun={isBegun} onChange={onChange} />
      )}
    </div>
  );
}
