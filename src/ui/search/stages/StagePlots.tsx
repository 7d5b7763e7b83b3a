import { memo } from "react";
import type { PlotsProps } from "../Plots.tsx";
import { viewOf } from "./index.ts";

/** The pictures that belong to a kind of stage. */
export const StagePlots = memo(function StagePlots(props: PlotsProps) {
  const spec = props.study.spec.stages[props.stage]!;
  const { Plots } = viewOf(spec);
  return <Plots {...props} spec={spec} />;
});
