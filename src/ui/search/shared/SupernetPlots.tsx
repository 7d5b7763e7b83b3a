import { useMemo } from "react";
import { collapseWarning, epochsOf, type SharedEpoch } from "../../../core/study/sharedSearch.ts";
import { sharedScoresOf } from "../../../core/judging/sharedScores.ts";
import type { Study } from "../../../core/study/study.ts";
import { supernetOf } from "../../../core/stages/supernet.ts";
import { heatSlots, learningPoints } from "../../../state/sharedPlots.ts";
import type { SupernetStage } from "../../../core/stages/supernet.ts";
import type { StagePlotsProps } from "../stages/stageView.ts";
import { metrics } from "../../../catalog/metrics/index.ts";
import searchClasses from "../search.module.css";
import { ChoiceHeat } from "./ChoiceHeat.tsx";
import { EntropyPlot, RewardPlot } from "./LearningPlots.tsx";
import { HeatLegend } from "./HeatLegend.tsx";
import classes from "./shared.module.css";

const NO_EPOCHS: readonly SharedEpoch[] = [];

/** How a controller learns over shared weights: what it leans towards, what its samples are worth, and how much it still varies. */
export function SupernetPlots({ study, stage, spec }: StagePlotsProps<SupernetStage>) {
  const epochs = supernetOf(study, stage)?.shared?.epochs ?? NO_EPOCHS;
  const slots = useMemo(() => heatSlots(study, stage), [study, stage]);
  const points = useMemo(() => learningPoints(epochs), [epochs]);
  const planned = epochsOf(spec.recipe);
  if (slots.length === 0) {
    return (
      <div className={searchClasses.plots} data-columns="1">
        <p className="panel panel-body t2">
          What the controller leans towards appears here after the first of {planned} epochs.
        </p>
      </div>
    );
  }
  return (
    <div className={searchClasses.plots} data-columns="shared">
      <section className={searchClasses.plot} aria-label="Choices of the controller">
        <h2>
          Probability of each choice{" "}
          <span className="t3">
            epoch {epochs.length} of {planned}
          </span>
          <HeatLegend />
        </h2>
        <ChoiceHeat slots={slots} />
        <Troubles epochs={epochs} />
        <SharedVerdict study={study} stage={stage} />
      </section>
      <RewardPlot points={points} epochs={planned} of={metrics.get(spec.reward).label} />
      <EntropyPlot points={points} epochs={planned} warning={collapseWarning(epochs, planned)} />
    </div>
  );
}

/** Whether scores by the shared weights ranked networks, once some were trained by themselves. */
export function SharedVerdict({ study, stage }: { readonly study: Study; readonly stage: number }) {
  const scores = useMemo(() => sharedScoresOf(study, stage), [study, stage]);
  return scores && <p className={`t2 ${classes.troubles!}`}>{scores.sentence}</p>;
}

/** Updates that were left out, so that none goes missing. */
function Troubles({ epochs }: { readonly epochs: readonly SharedEpoch[] }) {
  const sum = (of: (epoch: SharedEpoch) => number) => epochs.reduce((total, epoch) => total + of(epoch), 0);
  const [diverged, tooLarge, restored] = [
    sum((epoch) => epoch.diverged),
    sum((epoch) => epoch.tooLarge),
    sum((epoch) => epoch.restored),
  ];
  const found = [
    diverged > 0 && `${diverged} updates whose loss was no number; the learning rate was halved at each`,
    restored > 0 && `${restored} epochs begun again`,
    tooLarge > 0 && `${tooLarge} networks too large for memory`,
  ].filter(Boolean);
  return found.length > 0 ? <p className={`warn ${classes.troubles!}`}>Left out: {found.join("; ")}.</p> : null;
}
