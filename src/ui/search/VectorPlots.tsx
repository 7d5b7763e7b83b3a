import { Select } from "@mantine/core";
import { useMemo, useState } from "react";
import type { PlotsProps } from "./Plots.tsx";
import { sizeOf } from "../../core/stages/stages.ts";
import { evolutionOf } from "../../state/evolution.ts";
import { surrogateCalls } from "../../state/tuningPlots.ts";
import { EvolutionPlot } from "./EvolutionPlot.tsx";
import { Plots } from "./Plots.tsx";
import { PopulationPlot } from "./PopulationPlot.tsx";
import { TuningPlots } from "./TuningPlots.tsx";
import classes from "./search.module.css";

const PICTURES = [
  { value: "evolution", label: "Evolution" },
  { value: "training", label: "Training" },
  { value: "surrogate", label: "Surrogate" },
] as const;
type Picture = (typeof PICTURES)[number]["value"];

/** A search of networks in a box of numbers: how the Dice evolves, where the points of the box are, or the pictures of any other search. */
export function VectorPlots(props: PlotsProps) {
  const { study, stage } = props;
  const [picture, setPicture] = useState<Picture>("evolution");
  const evolution = useMemo(() => evolutionOf(study, stage), [study, stage]);
  const hasSurrogate = useMemo(() => evolution !== null && surrogateCalls(evolution.vectors).length > 0, [evolution]);
  const pictures = PICTURES.filter(({ value }) => value !== "surrogate" || hasSurrogate);
  const switcher = (
    <Select
      aria-label="Pictures"
      w={104}
      value={picture}
      data={pictures.map((entry) => ({ ...entry }))}
      onChange={(value) => value && setPicture(value)}
    />
  );
  if (picture === "training" || !evolution) return <Plots {...props} switcher={switcher} />;
  if (picture === "surrogate") return <TuningPlots {...props} switcher={switcher} />;
  return (
    <div className={classes.plots} data-columns="evolution">
      <EvolutionPlot evolution={evolution} switcher={switcher} />
      <PopulationPlot
        study={study}
        stage={stage}
        vectors={evolution.vectors}
        planned={sizeOf(study.spec.stages[stage]!)}
      />
    </div>
  );
}
