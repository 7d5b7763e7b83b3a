import { Switch } from "@mantine/core";
import { networks } from "../../../catalog/networks/index.ts";
import { hybridOn } from "../../../catalog/pipelines/hybridOn.ts";
import type { BuildStage } from "../../../core/stages/build.ts";
import { kindOf } from "../../../core/stages/index.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { CurvesPlot } from "../Plots.tsx";
import { StepsField } from "./StepsField.tsx";
import type { StageFieldsProps, StageView } from "./stageView.ts";
import classes from "../search.module.css";

const MOST = 100;

/** A network built on an earlier trial's. */
export const buildView: StageView<BuildStage> = {
  purpose: "what a change of the network is worth",
  words: ({ source, network, recipe }) => ({
    title: networks.get(network.id).label,
    what: `on ${"trial" in source ? `trial #${source.trial}` : `the best of stage ${source.bestOf + 1}`}, ${recipe.steps} steps`,
    detail: (recipe.phases ?? []).map(({ name }) => name).join(", then "),
  }),
  Fields,
  Plots: ({ study, shown }) => (
    <div className={classes.plots}>
      <CurvesPlot study={study} shown={shown} />
    </div>
  ),
  offers(stages) {
    const [first] = stages;
    const beginning = first && kindOf(first).beginning(first);
    const on = (crf: boolean) => (beginning ? hybridOn({ source: { bestOf: 0 }, crf, search: beginning }) : null);
    return [
      { label: "Build a hybrid on the best", stage: on(false) },
      { label: "Build a hybrid with a CRF on the best", stage: on(true) },
    ];
  },
};

function Fields({ stage, isBegun, onChange }: StageFieldsProps<BuildStage>) {
  return (
    <div className={classes.stageFields}>
      <NumberField
        label="Trainings"
        value={stage.times}
        min={1}
        max={MOST}
        isWhole
        onChange={(value) => onChange({ field: "count", value })}
      />
      <StepsField steps={stage.recipe.steps} isBegun={isBegun} onChange={onChange} />
      <Switch
        size="xs"
        label="The pyramid reads features too"
        checked={stage.network.options.feed !== "predictions"}
        disabled={isBegun}
        onChange={(event) =>
          onChange({ field: "option", of: "feed", value: event.currentTarget.checked ? "features" : "predictions" })
        }
      />
    </div>
  );
}
