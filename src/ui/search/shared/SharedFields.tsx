import { Select } from "@mantine/core";
import { inEpochs } from "../../../catalog/pipelines/autosegnet.ts";
import { strategies } from "../../../catalog/strategies/index.ts";
import { epochsOf, REWARD_IDS } from "../../../core/search/sharedSearch.ts";
import type { SupernetStage } from "../../../core/search/study.ts";
import { OptionFields } from "../../controls/OptionFields.tsx";
import { CountField } from "../CountField.tsx";
import { REWARD_LABELS } from "../stageText.ts";
import classes from "../search.module.css";

interface SharedFieldsProps {
  readonly stage: SupernetStage;
  /** A stage that has begun keeps everything. */
  readonly isBegun: boolean;
  readonly onChange: (stage: SupernetStage) => void;
}

/** How long shared weights are trained. Epochs are counted in steps of the recipe. */
export function SharedLengthFields({ stage, isBegun, onChange }: SharedFieldsProps) {
  const { recipe } = stage;
  const change = (epochs: number, stepsPerEpoch: number) => onChange({ ...stage, recipe: inEpochs(recipe, epochs, stepsPerEpoch) });
  return (
    <div className={classes.pair}>
      <CountField label="Epochs" value={epochsOf(recipe)} isDisabled={isBegun} onChange={(epochs) => change(epochs, recipe.evaluateEvery)} />
      <CountField label="Steps per epoch" value={recipe.evaluateEvery} isDisabled={isBegun} onChange={(steps) => change(epochsOf(recipe), steps)} />
    </div>
  );
}

/** When the controller learns, what from, and what is taken from it in the end. */
export function ControllerFields({ stage, isBegun, onChange }: SharedFieldsProps) {
  const { controller } = stage;
  return (
    <>
      <Select label="Rewarded with" disabled={isBegun} value={stage.reward} data={REWARD_IDS.map((id) => ({ value: id, label: REWARD_LABELS[id] }))} onChange={(reward) => reward && onChange({ ...stage, reward })} />
      <CountField label="Epochs before the controller learns" value={stage.warmUp} least={0} isDisabled={isBegun} onChange={(warmUp) => onChange({ ...stage, warmUp })} />
      {stage.warmUp >= epochsOf(stage.recipe) && <p className="t2 sm">The controller never learns: it waits for all {epochsOf(stage.recipe)} epochs.</p>}
      <CountField label="Updates of the controller per epoch" value={stage.updates} isDisabled={isBegun} onChange={(updates) => onChange({ ...stage, updates })} />
      <div className={classes.pair}>
        <CountField label="Networks to choose from in the end" value={stage.samples} isDisabled={isBegun} onChange={(samples) => onChange({ ...stage, samples, keep: Math.min(stage.keep, samples) })} />
        <CountField label="Networks kept of them" value={stage.keep} most={stage.samples} isDisabled={isBegun} onChange={(keep) => onChange({ ...stage, keep })} />
        {!isBegun && <OptionFields options={strategies.get(controller.id).options} values={controller.options} onChange={(options) => onChange({ ...stage, controller: { ...controller, options } })} />}
      </div>
    </>
  );
}
