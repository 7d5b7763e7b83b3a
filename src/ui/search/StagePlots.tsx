import { memo } from "react";
import { hasEvolution } from "../../state/evolution.ts";
import { CurvesPlot, Plots, type PlotsProps } from "./Plots.tsx";
import { RetrainPlots } from "./RetrainPlots.tsx";
import { SupernetPlots } from "./shared/SupernetPlots.tsx";
import { TestTable } from "./TestTable.tsx";
import { TuningPlots } from "./TuningPlots.tsx";
import { VectorPlots } from "./VectorPlots.tsx";

/** The pictures that belong to a kind of stage. */
export const StagePlots = memo(function StagePlots(props: PlotsProps) {
  const stage = props.study.spec.stages[props.stage]!;
  switch (stage.kind) {
    case "search":
      if (stage.base) return <TuningPlots {...props} />;
      return hasEvolution(props.study, props.stage) ? <VectorPlots {...props} /> : <Plots {...props} />;
    case "supernet":
      return <SupernetPlots {...props} />;
    case "retrain":
      return <RetrainPlots {...props} curves={<CurvesPlot study={props.study} shown={props.shown} />} />;
    case "ensemble":
    case "test":
      return <TestTable study={props.study} stage={props.stage} />;
    default:
      return stage satisfies never;
  }
});
