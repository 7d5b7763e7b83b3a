import { Checkbox, Switch } from "@mantine/core";
import { networks } from "../../catalog/networks/index.ts";
import { BASELINES, withSteps } from "../../catalog/pipelines/autosegnet.ts";
import { strategies } from "../../catalog/strategies/index.ts";
import type { Stage } from "../../core/search/study.ts";
import { OptionFields } from "../controls/OptionFields.tsx";
import { CountField } from "./CountField.tsx";
import { ControllerFields, SharedLengthFields } from "./shared/SharedFields.tsx";
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
          <CountField label="Candidates" value={stage.trials} onChange={(trials) => onChange({ ...stage, trials: strategies.get(stage.strategy.id).budgetFor?.(trials, stage.strategy.options) ?? trials })} />
          {!isBegun && stage.base && <OptionFields options={strategies.get(stage.strategy.id).options} values={stage.strategy.options} onChange={(options) => onChange({ ...stage, strategy: { ...stage.strategy, options }, trials: strategies.get(stage.strategy.id).budgetFor?.(stage.trials, options) ?? stage.trials })} />}
        </div>
      );
    case "supernet":
      return (
        <div className={classes.stageFields}>
          <SharedLengthFields stage={stage} isBegun={isBegun} onChange={onChange} />
          <ControllerFields stage={stage} isBegun={isBegun} onChange={onChange} />
        </div>
      );
    case "retrain":
      return (
        <div className={classes.stageFields}>
          <CountField label="Retrainings" value={stage.times} onChange={(times) => onChange({ ...stage, times })} />
          {stage.controls !== undefined && (
            <>
              <CountField label="Random networks" value={stage.controls} least={0} isDisabled={isBegun} onChange={(controls) => onChange({ ...stage, controls })} />
              <Switch size="xs" label={`${BASELINES.map(({ id }) => networks.get(id).label).join(" and ")} trained alike`} checked={(stage.baselines?.length ?? 0) > 0} disabled={isBegun} onChange={(event) => onChange({ ...stage, baselines: event.currentTarget.checked ? BASELINES : [] })} />
            </>
          )}
          {stage.recipe?.steps !== undefined && <CountField label="Steps" value={stage.recipe.steps} most={1_000_000} isDisabled={isBegun} onChange={(steps) => onChange({ ...stage, recipe: withSteps(stage.recipe!, steps) })} />}
        </div>
      );
    case "ensemble":
      return (
        <div className={classes.stageFields}>
          <CountField label="Members" value={stage.members} isDisabled={isBegun} onChange={(members) => onChange({ ...stage, members })} />
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
