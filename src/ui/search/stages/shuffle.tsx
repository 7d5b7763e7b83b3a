import type { ShuffleStage } from "../../../core/stages/shuffle.ts";
import { splitResult } from "../../../core/judging/shuffledSplits.ts";
import { capitalised, shownMetrics } from "../../../state/shownMetrics.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { CurvesPlot } from "../Plots.tsx";
import type { StageFieldsProps, StagePlotsProps, StageView } from "./stageView.ts";
import classes from "../search.module.css";

const percent = (share: number): number => Math.round(100 * share);

/** One network on several shuffled splits of the stack. */
export const shuffleView: StageView<ShuffleStage> = {
  purpose: "whether it holds on other slices",
  words: ({ source, splits, train, test }) => ({
    title: "Splits",
    what: `best of stage ${source.bestOf + 1}, ${splits} shuffled`,
    detail: `${percent(train)} % to train on, ${percent(test)} % held out, the rest watches`,
  }),
  Fields,
  Plots,
  offers: () => [
    {
      label: "Train the best on three shuffled splits",
      stage: { kind: "shuffle", source: { bestOf: 0 }, splits: 3, train: 0.5, test: 0.3 },
    },
  ],
};

function Fields({ stage, isBegun, onChange }: StageFieldsProps<ShuffleStage>) {
  const share = (field: "train" | "test", label: string) => (
    <NumberField
      label={label}
      unit="%"
      value={percent(stage[field])}
      min={5}
      max={90}
      isWhole
      isDisabled={isBegun}
      onChange={(value) => onChange({ field, value: value / 100 })}
    />
  );
  return (
    <div className={classes.stageFields}>
      <NumberField
        label="Splits"
        value={stage.splits}
        min={1}
        max={100}
        isWhole
        onChange={(value) => onChange({ field: "count", value })}
      />
      {share("train", "To train on")}
      {share("test", "Held out")}
    </div>
  );
}

function Plots({ study, stage, shown }: StagePlotsProps<ShuffleStage>) {
  const result = splitResult(study, stage);
  return (
    <div className={classes.plots} data-columns="2">
      <section className={classes.plot} aria-label="Shuffled splits">
        <h2>{capitalised(shownMetrics(study)[0].label)} on what each split holds out</h2>
        {result ? (
          <>
            <table className="table" aria-label="Scores of the splits">
              <tbody>
                {result.trials.map((trial, index) => (
                  <tr key={trial.id}>
                    <td>{trial.label}</td>
                    <td className="num">{result.scores[index]!.toFixed(3)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className={`t2 ${classes.plotNote!}`}>{result.sentence}.</p>
          </>
        ) : (
          <p className="t2">A row appears here with every split that ends.</p>
        )}
      </section>
      <CurvesPlot study={study} shown={shown} />
    </div>
  );
}
