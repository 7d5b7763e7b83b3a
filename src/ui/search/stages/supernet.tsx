import { Select } from "@mantine/core";
import { rewardMetrics } from "../../../catalog/metrics/index.ts";
import { networks } from "../../../catalog/networks/index.ts";
import { describedStrategies } from "../../../catalog/strategies/described.ts";
import type { Stage } from "../../../core/stages/index.ts";
import type { SupernetStage } from "../../../core/stages/supernet.ts";
import { epochsOf } from "../../../core/study/sharedSearch.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { OptionFields } from "../../controls/OptionFields.tsx";
import { SupernetPlots } from "../shared/SupernetPlots.tsx";
import { stagesText, uncapitalised } from "./stageWords.ts";
import type { FirstStageProps, StageFieldsProps, StageView } from "./stageView.ts";
import classes from "../search.module.css";

const MOST = 10_000;

/** One set of weights for all networks of a space, and a controller that learns which to propose. */
export const supernetView: StageView<SupernetStage> = {
  purpose: "ranks many networks at the price of one",
  words: ({ controller, recipe, updates, keep, samples }) => ({
    title: "Shared weights",
    what: uncapitalised(describedStrategies.get(controller.id).label),
    detail: `${epochsOf(recipe)} epochs of ${recipe.evaluateEvery} steps, ${updates} updates; the best ${keep} of ${samples}`,
  }),
  Fields: ({ stage, isBegun, onChange }) => (
    <div className={classes.stageFields}>
      <LengthFields stage={stage} isBegun={isBegun} onChange={onChange} />
      <ControllerFields stage={stage} isBegun={isBegun} onChange={onChange} />
    </div>
  ),
  Plots: SupernetPlots,
  offers: () => [],
  first: {
    proposer: "Controller",
    Proposer: (props) => <ControllerFields {...props} isBegun={false} />,
    Length: (props) => <LengthFields {...props} isBegun={false} />,
    InlineLength,
    baselines: (_, stages) => {
      const alike = stages.flatMap(trainedAlike);
      return alike.length > 0 ? alike.join("; ") : null;
    },
    stopsEarly: false,
  },
};

/** Networks of the literature that a later stage trains beside what is derived. */
const trainedAlike = (stage: Stage, index: number): readonly string[] =>
  "baselines" in stage && stage.baselines.length > 0
    ? [
        `${stage.baselines.map(({ id }) => networks.get(id).label).join(", ")}, trained like the derived network in ${stagesText([index])}`,
      ]
    : [];

type FieldsProps = Pick<StageFieldsProps<SupernetStage>, "stage" | "isBegun" | "onChange">;

/** How long shared weights are trained. Epochs are counted in steps of the recipe. */
function LengthFields({ stage: { recipe }, isBegun, onChange }: FieldsProps) {
  return (
    <div className={classes.pair}>
      <NumberField
        label="Epochs"
        value={epochsOf(recipe)}
        min={1}
        max={MOST}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "epochs", value })}
      />
      <NumberField
        label="Steps per epoch"
        value={recipe.evaluateEvery}
        min={1}
        max={MOST}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "stepsPerEpoch", value })}
      />
    </div>
  );
}

function InlineLength({ stage: { recipe }, onChange }: FirstStageProps<SupernetStage>) {
  return (
    <>
      <NumberField
        isInline
        label="Epochs"
        width={52}
        min={1}
        max={MOST}
        isWhole
        value={epochsOf(recipe)}
        onChange={(value) => onChange({ field: "epochs", value })}
      />
      epochs of
      <NumberField
        isInline
        label="Steps per epoch"
        width={60}
        min={1}
        max={MOST}
        isWhole
        value={recipe.evaluateEvery}
        onChange={(value) => onChange({ field: "stepsPerEpoch", value })}
      />
      steps,
    </>
  );
}

/** When the controller learns, what from, and what is taken from it in the end. */
function ControllerFields({ stage, isBegun, onChange }: FieldsProps) {
  const { controller } = stage;
  const whole = (
    field: "warmUp" | "updates" | "samples" | "keep" | "probes",
    label: string,
    min: number,
    max = MOST,
  ) => (
    <NumberField
      label={label}
      value={stage[field] ?? 0}
      min={min}
      max={max}
      isWhole
      isDisabled={isBegun}
      onChange={(value) => onChange({ field, value })}
    />
  );
  return (
    <>
      <Select
        label="Rewarded with"
        disabled={isBegun}
        value={stage.reward}
        data={rewardMetrics.map(({ id, label }) => ({ value: id, label }))}
        onChange={(value) => value && onChange({ field: "reward", value })}
      />
      {whole("warmUp", "Epochs before the controller learns", 0)}
      {stage.warmUp >= epochsOf(stage.recipe) && (
        <p className="t2 sm">The controller never learns: it waits for all {epochsOf(stage.recipe)} epochs.</p>
      )}
      <div className={classes.pair}>
        {(["loss", "reward"] as const).map((of) => (
          <NumberField
            key={of}
            label={of === "loss" ? "Ends at a mean loss of, 0 never" : "and a mean reward of, 0 never"}
            value={stage.targets?.[of] ?? 0}
            min={0}
            max={of === "loss" ? 100 : 1}
            step={0.01}
            isDisabled={isBegun}
            onChange={(value) => onChange({ field: "target", of, value })}
          />
        ))}
      </div>
      {whole("updates", "Updates of the controller per epoch", 1)}
      <div className={classes.pair}>
        {whole("samples", "Networks to choose from in the end", 1)}
        {whole("keep", "Networks kept of them", 1, stage.samples)}
        {whole("probes", "Random networks scored too", 0)}
        {!isBegun && (
          <OptionFields
            options={describedStrategies.get(controller.id).options}
            values={controller.options}
            onChange={(of, value) => onChange({ field: "option", of, value })}
          />
        )}
      </div>
    </>
  );
}
