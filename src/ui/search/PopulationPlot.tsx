import { Slider } from "@mantine/core";
import { Pause, Play } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import type { Study } from "../../core/study/study.ts";
import { diceOf, evaluatedOf, generationAt } from "../../state/evolution.ts";
import type { VectorStage, VectorTrial } from "../../state/tuningPlots.ts";
import { ParallelCoordinates, type ParallelAxis, type ParallelLine } from "../charts/ParallelCoordinates.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./search.module.css";

interface PopulationPlotProps {
  readonly study: Study;
  readonly stage: number;
  readonly vectors: VectorStage;
  readonly planned: number;
}

/** The oldest of a generation is this faint. */
const FAINTEST = 0.2;

/** The points that the search held after any number of evaluations, as lines through their numbers to their Dice: young ones are bright. */
export function PopulationPlot({ study, stage, vectors, planned }: PopulationPlotProps) {
  const ended = evaluatedOf(vectors);
  const { at, seek, isPlaying, play } = usePlayhead(ended);
  const selectTrial = useStudio((state) => state.selectTrial);
  const selected = useStudio((state) => state.trialIds);
  const generation = useMemo(() => generationAt(study, stage, vectors, at), [study, stage, vectors, at]);
  const { members, isPopulation } = generation;
  const axes = useMemo(() => axesOf(vectors), [vectors]);
  const best = members.reduce<VectorTrial | null>(
    (top, member) => ((diceOf(member.trial) ?? -1) > (top ? (diceOf(top.trial) ?? -1) : -1) ? member : top),
    null,
  );
  const lines = members.map((member, place): ParallelLine => ({
    id: member.trial.id,
    label: `Trial ${member.trial.label}`,
    values: [...member.x, diceOf(member.trial)],
    tone: selected.includes(member.trial.id) ? "selected" : member === best ? "best" : "plain",
    opacity: FAINTEST + (1 - FAINTEST) * ((place + 1) / members.length) ** 2,
    isDashed: diceOf(member.trial) === null,
  }));
  return (
    <section className={classes.plot} aria-label={isPopulation ? "Population over time" : "Trials over time"}>
      <h2>
        <span className="nowrap">{isPopulation ? "Population" : "Trials"}</span>
        <IconButton label={isPlaying ? "Pause" : "Play the evaluations"} size="sm" disabled={ended < 2} onClick={play}>
          {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
        </IconButton>
        <Slider
          className={classes.playhead}
          thumbLabel="Evaluations"
          min={0}
          max={Math.max(1, ended)}
          value={at}
          onChange={seek}
          label={null}
          size={2}
        />
        <span className="t3 nowrap" style={{ paddingRight: 12 }}>
          after {at} of {planned}, {members.length} {isPopulation ? "points" : "trials"}
        </span>
      </h2>
      <ParallelCoordinates axes={axes} lines={lines} onSelect={selectTrial} />
    </section>
  );
}

function axesOf({ parameters, trials }: VectorStage): readonly ParallelAxis[] {
  const dice = trials.flatMap(({ trial }) => diceOf(trial) ?? []);
  const [low, high] = dice.length > 1 ? [Math.min(...dice), Math.max(...dice)] : [0, 1];
  return [
    ...parameters.map(({ isFloored, ...parameter }) =>
      isFloored ? { ...parameter, end: String(parameter.high - 1) } : parameter,
    ),
    { name: "dice", label: "Dice", low, high: high === low ? low + 0.01 : high },
  ];
}

/** A tenth of a second is enough to see a point replaced. */
const BEAT_MS = 100;

/** Follows the newest evaluation until it is moved; playing starts over from the beginning once it is at the end. */
function usePlayhead(end: number) {
  const [moved, setMoved] = useState<number | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const at = Math.min(end, moved ?? end);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(() => (at >= end ? setPlaying(false) : setMoved(at + 1)), BEAT_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, at, end]);
  return {
    at,
    isPlaying,
    seek: (next: number) => setMoved(next >= end ? null : next),
    play: () => {
      if (!isPlaying && at >= end) setMoved(0);
      setPlaying(!isPlaying);
    },
  };
}
