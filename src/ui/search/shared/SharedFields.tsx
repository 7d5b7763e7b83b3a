import { Select } from "@mantine/core";
import type { StageChange } from "../../../catalog/pipelines/stageEdits.ts";
import { strategies } from "../../../catalog/strategies/index.ts";
import { epochsOf } from "../../../core/study/sharedSearch.ts";
import type { SupernetStage } from "../../../core/study/spec.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { OptionFields } from "../../controls/OptionFields.tsx";
import { rewardMetrics } from "../../../catalog/metrics/index.ts";
import classes from "../search.module.css";

interface SharedFieldsProps {
  readonly stage: SupernetStage;
  /** A stage that has begun keeps everything. */
  readonly isBegun: boolean;
  readonly onChange: (change: StageChange) => void;
}

/** How long shared weights are trained. Epochs are counted in steps of the recipe. */
export function SharedLengthFields({ stage, isBegun, onChange }: SharedFieldsProps) {
  const { recipe } = stage;
  return (
    <div className={classes.pair}>
      <NumberField
        label="Epochs"
        value={epochsOf(recipe)}
        min={1}
        max={10_000}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "epochs", value })}
      />
      <NumberField
        label="Steps per epoch"
        value={recipe.evaluateEvery}
        min={1}
        max={10_000}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "stepsPerEpoch", value })}
      />
    </div>
  );
}

/** When the controller learns, what from, and what is taken from it in the end. */
export function ControllerFields({ stage, isBegun, onChange }: SharedFieldsProps) {
  const { controller } = stage;
  return (
    <>
      <Select
        label="Rewarded with"
        disabled={isBegun}
        value={stage.reward}
        data={rewardMetrics.map(({ id, label }) => ({ value: id, label }))}
        onChange={(value) => value && onChange({ field: "reward", value })}
      />
      <NumberField
        label="Epochs before the controller learns"
        value={stage.warmUp}
        min={0}
        max={10_000}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "warmUp", value })}
      />
      {stage.warmUp >= epochsOf(stage.recipe) && (
        <p className="t2 sm">The controller never learns: it waits for all {epochsOf(stage.recipe)} epochs.</p>
      )}
      <NumberField
        label="Updates of the controller per epoch"
        value={stage.updates}
        min={1}
        max={10_000}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "updates", value })}
      />
      <div className={classes.pair}>
        <NumberField
          label="Networks to choose from in the end"
          value={stage.samples}
          min={1}
          max={10_000}
          isWhole
          isDisabled={isBegun}
          onChange={(value) => onChange({ field: "samples", value })}
        />
        <NumberField
          label="Networks kept of them"
          value={stage.keep}
          min={1}
          max={stage.samples}
          isWhole
          isDisabled={isBegun}
          onChange={(value) => onChange({ field: "keep", value })}
        />
        {!isBegun && (
          <OptionFields
            options={strategies.get(controller.id).options}
            values={controller.options}
            onChange={(name, value) => onChange({ field: "option", name, value })}
          />
        )}
      </div>
    </>
  );
}
