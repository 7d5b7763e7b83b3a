import { kindOf, type Stage } from "../../../core/stages/index.ts";
import { Select } from "@mantine/core";
import type { ChoiceMethod, Combination } from "../../../core/ensemble/memberChoice.ts";
import { AMONG, type EnsembleStage } from "../../../core/stages/ensemble.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { EnsemblePlots } from "./EnsemblePlots.tsx";
import { stagesText } from "./stageWords.ts";
import type { StageFieldsProps, StageView } from "./stageView.ts";
import { takable, TakenStages } from "./TakenStages.tsx";
import classes from "../search.module.css";

/** The best networks vote. */
export const ensembleView: StageView<EnsembleStage> = {
  purpose: "several networks together, without training",
  words: ({ members, from, choose, among = AMONG, combine = "mean" }) => ({
    title: "Ensemble",
    what: choose ? `up to ${members} of ${stagesText(from)}` : `top ${members} of ${stagesText(from)}`,
    detail: [choose && `${SELECTION[choose].toLowerCase()} among ${among}`, COMBINED[combine]]
      .filter(Boolean)
      .join(", "),
  }),
  Fields,
  Plots: ({ study, stage }) => <EnsemblePlots study={study} stage={stage} />,
  offers: (stages) => [{ label: "Ensemble of the best", stage: votersOf(stages) }],
};

const SELECTION: Readonly<Record<ChoiceMethod | "best", string>> = {
  best: "The best",
  greedy: "Greedy",
  distinct: "Greedy, each once",
};

const COMBINED: Readonly<Record<Combination, string>> = { mean: "mean of probabilities", vote: "vote of labels" };

function votersOf(stages: readonly Stage[]): Stage | null {
  const vote: EnsembleStage = { kind: "ensemble", from: [], members: 4 };
  const from = takable(stages, kindOf(vote).takes);
  return from.length > 0 ? { ...vote, from } : null;
}

function Fields({ stage, isBegun, onChange, ...props }: StageFieldsProps<EnsembleStage>) {
  return (
    <div className={classes.stageFields}>
      <NumberField
        label="Members"
        value={stage.members}
        min={1}
        max={10_000}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "count", value })}
      />
      <Select
        label="Chosen"
        data={Object.entries(SELECTION).map(([value, label]) => ({ value, label }))}
        value={stage.choose ?? "best"}
        disabled={isBegun}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => value && onChange({ field: "choose", value })}
      />
      {stage.choose && (
        <NumberField
          label="Among the best"
          value={stage.among ?? AMONG}
          min={1}
          max={10_000}
          isWhole
          isDisabled={isBegun}
          onChange={(value) => onChange({ field: "among", value })}
        />
      )}
      <Select
        label="Combined by"
        data={Object.entries(COMBINED).map(([value, label]) => ({ value, label }))}
        value={stage.combine ?? "mean"}
        disabled={isBegun}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => value && onChange({ field: "combine", value })}
      />
      <TakenStages {...props} stage={stage} isBegun={isBegun} onChange={onChange} />
    </div>
  );
}
