import { kindOf, type Stage } from "../../../core/stages/index.ts";
import type { EnsembleStage } from "../../../core/stages/ensemble.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { TestTable } from "../TestTable.tsx";
import { stagesText } from "./stageWords.ts";
import type { StageFieldsProps, StageView } from "./stageView.ts";
import { takable, TakenStages } from "./TakenStages.tsx";
import classes from "../search.module.css";

/** The best networks vote. */
export const ensembleView: StageView<EnsembleStage> = {
  words: ({ members, from }) => ({
    title: "Ensemble",
    what: `top ${members} of ${stagesText(from)}`,
    detail: "mean of probabilities",
  }),
  Fields,
  Plots: ({ study, stage }) => <TestTable study={study} stage={stage} />,
  offers: (stages) => [{ label: "Ensemble of the best", stage: votersOf(stages) }],
};

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
      <TakenStages {...props} stage={stage} isBegun={isBegun} onChange={onChange} />
    </div>
  );
}
