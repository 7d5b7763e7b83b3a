import { Checkbox, NumberInput } from "@mantine/core";
import { strategies } from "../../catalog/strategies/index.ts";
import { epochsOf } from "../../core/search/sharedSearch.ts";
import type { Stage, SupernetStage } from "../../core/search/study.ts";
import { OptionFields } from "../controls/OptionFields.tsx";
import { stageWords } from "./stageText.ts";
import classes from "./search.module.css";

interface StageFieldsProps {
  readonly stage: Stage;
  readonly index: number;
  readonly stages: readonly Stage[];
  /** A stage that has begun keeps everything but its size. */
  readonly isBegun: boolean;
  readonly onChange: (stage: Stage) => void;
}

/** The numbers of a stage, in the menu of its card. */
export function StageFields({ stage, index, stages, isBegun, onChange }: StageFieldsProps) {
  switch (stage.kind) {
    case "search":
      return (
        <div className={classes.stageFields}>
          <Size label="Candidates" value={stage.trials} onChange={(trials) => onChange({ ...stage, trials: strategies.get(stage.strategy.id).budgetFor?.(trials, stage.strategy.options) ?? trials })} />
          {!isBegun && stage.base && <OptionFields options={strategies.get(stage.strategy.id).options} values={stage.strategy.options} onChange={(options) => onChange({ ...stage, strategy: { ...stage.strategy, options }, trials: strategies.get(stage.strategy.id).budgetFor?.(stage.trials, options) ?? stage.trials })} />}
        </div>
      );
    case "supernet":
      return <SupernetFields stage={stage} isBegun={isBegun} onChange={onChange} />;
    case "retrain":
      return (
        <div className={classes.stageFields}>
          <Size label="Retrainings" value={stage.times} onChange={(times) => onChange({ ...stage, times })} />
          {stage.controls !== undefined && <Size label="Random networks" value={stage.controls} isDisabled={isBegun} onChange={(controls) => onChange({ ...stage, controls })} />}
          {stage.recipe?.steps !== undefined && <Size label="Steps" value={stage.recipe.steps} isDisabled={isBegun} onChange={(steps) => onChange({ ...stage, recipe: { ...stage.recipe, steps } })} />}
        </div>
      );
    case "ensemble":
      return (
        <div className={classes.stageFields}>
          <Size label="Members" value={stage.members} isDisabled={isBegun} onChange={(members) => onChange({ ...stage, members })} />
          <From stages={stages.slice(0, index)} from={stage.from} isDisabled={isBegun} onChange={(from) => onChange({ ...stage, from })} />
        </div>
      );
    case "test":
      return (
        <div className={classes.stageFields}>
          <From stages={stages.slice(0, index)} from={stage.from} isDisabled={isBegun} onChange={(from) => onChange({ ...stage, from })} />
        </div>
      );
    default:
      return stage satisfies never;
  }
}

interface SupernetFieldsProps {
  readonly stage: SupernetStage;
  readonly isBegun: boolean;
  readonly onChange: (stage: SupernetStage) => void;
}

/** Epochs are counted in steps of the recipe. */
function SupernetFields({ stage, isBegun, onChange }: SupernetFieldsProps) {
  const { recipe, controller } = stage;
  const inEpochs = (epochs: number, evaluateEvery: number) => onChange({ ...stage, recipe: { ...recipe, steps: epochs * evaluateEvery, evaluateEvery } });
  return (
    <div className={classes.stageFields}>
      <Size label="Epochs" value={epochsOf(recipe)} isDisabled={isBegun} onChange={(epochs) => inEpochs(epochs, recipe.evaluateEvery)} />
      <Size label="Steps per epoch" value={recipe.evaluateEvery} isDisabled={isBegun} onChange={(steps) => inEpochs(epochsOf(recipe), steps)} />
      <Size label="Epochs before the controller learns" value={stage.warmUp} least={0} isDisabled={isBegun} onChange={(warmUp) => onChange({ ...stage, warmUp })} />
      <Size label="Updates of the controller per epoch" value={stage.updates} isDisabled={isBegun} onChange={(updates) => onChange({ ...stage, updates })} />
      <Size label="Networks to choose from in the end" value={stage.samples} isDisabled={isBegun} onChange={(samples) => onChange({ ...stage, samples })} />
      <Size label="Networks kept of them" value={stage.keep} isDisabled={isBegun} onChange={(keep) => onChange({ ...stage, keep })} />
      {!isBegun && <OptionFields options={strategies.get(controller.id).options} values={controller.options} onChange={(options) => onChange({ ...stage, controller: { ...controller, options } })} />}
    </div>
  );
}

interface SizeProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
}

/** Taken over when the field is left, so that a half-typed number changes nothing. */
function Size({ label, value, least = 1, isDisabled = false, onChange }: SizeProps) {
  return (
    <NumberInput
      label={label}
      defaultValue={value}
      min={least}
      max={10_000}
      allowDecimal={false}
      disabled={isDisabled}
      onBlur={(event) => {
        const next = Number.parseInt(event.currentTarget.value, 10);
        if (next >= least && next !== value) onChange(next);
      }}
    />
  );
}

interface FromProps {
  readonly stages: readonly Stage[];
  readonly from: readonly number[];
  readonly isDisabled: boolean;
  readonly onChange: (from: readonly number[]) => void;
}

function From({ stages, from, isDisabled, onChange }: FromProps) {
  return (
    <Checkbox.Group label="The best of" value={from.map(String)} onChange={(values) => values.length > 0 && onChange(values.map(Number).sort((a, b) => a - b))}>
      {stages.map((stage, index) => (stage.kind === "test" || stage.kind === "supernet" ? null : <Checkbox key={index} size="xs" value={String(index)} disabled={isDisabled} label={`${index + 1} ${stageWords(stage).title}`} />))}
    </Checkbox.Group>
  );
}
