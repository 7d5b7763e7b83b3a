import { CORRECTION_SCALE } from "../../../core/image/correction/modes.ts";
import { correctStage, type CorrectStage } from "../../../core/stages/correct.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { CurvesPlot } from "../Plots.tsx";
import { CorrectionPlots } from "./CorrectionPlots.tsx";
import type { StageFieldsProps, StageView } from "./stageView.ts";
import classes from "../search.module.css";

/** One network trained on, round by round, by what was corrected in its predictions. */
export const correctView: StageView<CorrectStage> = {
  purpose: "learns from what somebody corrected",
  words: ({ source, rounds, scale }) => ({
    title: "Correct",
    what: `${"trial" in source ? `trial #${source.trial}` : `best of stage ${source.bestOf + 1}`}, ${rounds.length} ${rounds.length === 1 ? "round" : "rounds"}`,
    detail: `a mistake adds ${scale} to the weight of its voxel${scale === CORRECTION_SCALE ? ", as in the poster" : ""}`,
  }),
  Fields,
  Plots: ({ study, stage, shown }) => (
    <CorrectionPlots study={study} stage={stage} curves={<CurvesPlot study={study} shown={shown} />} />
  ),
  offers: () => [{ label: "Correct slices, and train the best on by them", stage: correctStage({ bestOf: 0 }) }],
};

function Fields({ stage, isBegun, onChange }: StageFieldsProps<CorrectStage>) {
  return (
    <div className={classes.stageFields}>
      <NumberField
        label="A mistake adds"
        value={stage.scale}
        min={0}
        max={10_000}
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "scale", value })}
      />
      <NumberField
        label="Noise on weights"
        unit="deviations"
        value={stage.noise ?? 0}
        min={0}
        max={10}
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "noise", value })}
      />
    </div>
  );
}
