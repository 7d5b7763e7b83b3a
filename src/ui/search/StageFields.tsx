import { Checkbox, Switch } from "@mantine/core";
import { networks } from "../../catalog/networks/index.ts";
import { BASELINES } from "../../catalog/networks/baselines.ts";
import type { StageChange } from "../../catalog/pipelines/stageEdits.ts";
import { strategies } from "../../catalog/strategies/index.ts";
import type { Stage } from "../../core/study/spec.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { OptionFields } from "../controls/OptionFields.tsx";
import { ControllerFields, SharedLengthFields } from "./shared/SharedFields.tsx";
import { stageWords } from "./stageText.ts";
import classes from "./search.module.css";

interface StageFieldsProps {
  readonly stage: Stage;
  readonly index: number;
  readonly stages: readonly Stage[];
  /** A stage that has begun keeps everything but its size. */
  readonly isBegun: boolean;
  readonly onChange: (change: StageChange) => void;
}

/** The numbers of a stage, in the menu of its card. */
export function StageFields({ stage, index, stages, isBegun, onChange }: StageFieldsProps) {
  const count = (value: number) => onChange({ field: "count", value });
  switch (stage.kind) {
    case "search":
      return (
        <div className={classes.stageFields}>
          <NumberField label="Candidates" value={stage.trials} min={1} max={10_000} isWhole onChange={count} />
          {!isBegun && stage.base && (
            <OptionFields
              options={strategies.get(stage.strategy.id).options}
              values={stage.strategy.options}
              onChange={(name, value) => onChange({ field: "option", name, value })}
            />
          )}
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
          <NumberField label="Retrainings" value={stage.times} min={1} max={10_000} isWhole onChange={count} />
          {stage.controls !== undefined && (
            <>
              <NumberField
                label="Random networks"
                value={stage.controls}
                min={0}
                max={10_000}
                isWhole
                isDisabled={isBegun}
                onChange={(value) => onChange({ field: "controls", value })}
              />
              <Switch
                size="xs"
                label={`${BASELINES.map(({ id }) => networks.get(id).label).join(" and ")} trained alike`}
                checked={(stage.baselines?.length ?? 0) > 0}
                disabled={isBegun}
                onChange={(event) => onChange({ field: "baselines", value: event.currentTarget.checked })}
              />
            </>
          )}
          {stage.recipe?.steps !== undefined && (
            <NumberField
              label="Steps"
              value={stage.recipe.steps}
              min={1}
              max={1_000_000}
              isWhole
              isDisabled={isBegun}
              onChange={(value) => onChange({ field: "steps", value })}
            />
          )}
        </div>
      );
    case "ensemble":
      return (
        <div className={classes.stageFields}>
          <NumberField
            label="Members"
            value={stage.members}
            min={1}
            max={10_000}
            isWhole
            isDisabled={isBegun}
            onChange={count}
          />
          <From
            stages={stages.slice(0, index)}
            from={stage.from}
            isDisabled={isBegun}
            onChange={(from, value) => onChange({ field: "from", stage: from, value })}
          />
        </div>
      );
    case "test":
      return (
        <div className={classes.stageFields}>
          <From
            stages={stages.slice(0, index)}
            from={stage.from}
            isDisabled={isBegun}
            onChange={(from, value) => onChange({ field: "from", stage: from, value })}
          />
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
  readonly onChange: (stage: number, isTaken: boolean) => void;
}

function From({ stages, from, isDisabled, onChange }: FromProps) {
  return (
    <div role="group" aria-label="The best of" className="col" style={{ gap: 4 }}>
      <span>The best of</span>
      {stages.map((stage, index) =>
        stage.kind === "test" || stage.kind === "supernet" ? null : (
          <Checkbox
            key={index}
            size="xs"
            checked={from.includes(index)}
            disabled={isDisabled || from.join() === String(index)}
            label={`${index + 1} ${stageWords(stage).title}`}
            onChange={(event) => onChange(index, event.currentTarget.checked)}
          />
        ),
      )}
    </div>
  );
}
