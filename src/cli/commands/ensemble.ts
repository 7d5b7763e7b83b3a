import { catalogParts } from "../../catalog/parts.ts";
import { pairsTogether, METHODS, type Combination, type ComparedPair } from "../../core/ensemble/memberChoice.ts";
import { StudioError } from "../../core/errors.ts";
import { headlineMetric } from "../../core/judging/headline.ts";
import { valueOf, type MetricId } from "../../core/judging/scores.ts";
import { stageEditEvent } from "../../core/stages/edits.ts";
import type { EnsembleStage } from "../../core/stages/ensemble.ts";
import { kindOf, type Stage } from "../../core/stages/index.ts";
import { currentStage } from "../../core/stages/stages.ts";
import { membersOf } from "../../core/study/architecture.ts";
import { bestAlone, bestTrainings } from "../../core/study/ranking.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { latestScores, type Trial } from "../../core/study/trial.ts";
import { trialsOf } from "../../core/study/trials.ts";
import type { DataFlags } from "../data/dataFlags.ts";
import { drawFigure, figurePlace } from "../figure.ts";
import { round, type Output } from "../output.ts";
import { EXIT, type ExitCode } from "../program/run.ts";
import { runToEnd, type RunFlags } from "../run.ts";
import { openOnDisk, packedAfter, workFolder } from "../studyOnDisk.ts";
import { datasetOf } from "../data/studyData.ts";

export interface EnsembleFlags extends DataFlags, RunFlags {
  /** How members are found; the best where it is not given. */
  readonly select?: string;
  readonly members?: number;
  readonly among?: number;
  readonly combine?: Combination;
  readonly openTest?: boolean;
  /** Where the best network alone and the ensemble are drawn beside each other. */
  readonly figure?: string;
  readonly force?: boolean;
}

/** Members where it is not said how many (spec 2.4). */
const MEMBERS = 4;

/** `cristae ensemble`: networks of a finished search together, as one more stage of the study. */
export async function ensemble(file: string, flags: EnsembleFlags, output: Output): Promise<ExitCode> {
  const figure =
    flags.figure === undefined
      ? null
      : await figurePlace(flags.figure, { inputs: [file], force: flags.force ?? false });
  const disk = await openOnDisk(file);
  const index = disk.study.spec.stages.length;
  const ended = await packedAfter(disk, output, async () => {
    const dataset = await datasetOf(file, disk, disk.study.spec, flags, output);
    const study = await withStages(disk, flags);
    const run = await runToEnd({ study, dataset, folder: disk.folder, place: workFolder(file) }, flags, output);
    const [trial] = trialsOf(run.study, index);
    if (figure && trial?.status === "finished")
      await drawFigure(
        figure,
        { study: run.study, trials: [bestAlone(run.study)!, trial] },
        dataset,
        disk.folder,
        flags,
        output,
      );
    return run;
  });
  if (ended.signal !== null) {
    output.note(`Kept in ${file}; go on with: cristae resume ${file}`);
    return EXIT[ended.signal];
  }
  const [trial] = trialsOf(ended.study, index);
  if (trial?.status !== "finished") {
    output.note(`cristae: ${trial && "error" in trial ? trial.error.message : "The ensemble was not scored."}`);
    return EXIT.failed;
  }
  tell(ended.study, trial, output);
  output.note(`Kept in ${file}`);
  return EXIT.done;
}

function stageOf(
  from: readonly number[],
  { select = "best", members = MEMBERS, among, combine }: EnsembleFlags,
): EnsembleStage {
  const choose = METHODS.find((method) => method === select);
  return {
    kind: "ensemble",
    from,
    members,
    ...(choose && { choose }),
    ...(choose && among !== undefined && { among }),
    ...(combine === "vote" && { combine }),
  };
}

/** The study with the stage behind all that train networks, and a test of it where that is asked for. */
async function withStages(
  { study, folder }: Awaited<ReturnType<typeof openOnDisk>>,
  flags: EnsembleFlags,
): Promise<Study> {
  if (currentStage(study) !== null)
    throw new StudioError(
      "BadInput",
      "The study has not come to its end yet. Go on with it first: cristae resume STUDY.",
    );
  const { takes } = kindOf(stageOf([], flags));
  const from = study.spec.stages.flatMap((stage, index) => (takes.includes(kindOf(stage).gives) ? [index] : []));
  if (from.length === 0 || bestTrainings(study, from, 1).length === 0)
    throw new StudioError("BadInput", "No network of this study has finished, so none can be a member.");
  let changed = study;
  const insert = async (stage: Stage) => {
    const event = stageEditEvent(changed, { type: "insert", stage }, catalogParts);
    await folder.log.append([event]);
    changed = applyEvent(changed, event);
  };
  await insert(stageOf(from, flags));
  if (flags.openTest) await insert({ kind: "test", from: [...from, study.spec.stages.length] });
  return changed;
}

/** What it came to beside the best of its candidates. */
function tell(study: Study, trial: Trial, output: Output): void {
  const labelOf = (id: number) => study.trials.at(id)!.label;
  const metric = headlineMetric(study);
  const best = bestAlone(study)!;
  const members = membersOf(trial).map(({ trial: id, count }) => ({ trial: id, label: labelOf(id), count }));
  const [together, alone] = [trial, best].map((each) => valueOf(latestScores(each), metric)!);
  output.json({
    type: "ensemble",
    trial: trial.id,
    members,
    rounds: (trial.additions ?? []).map(({ member, score }) => ({ member, score: round(score) })),
    metric,
    validation: round(together!),
    best: { trial: best.id, label: best.label, validation: round(alone!), ...testedAs(best, metric) },
    ...diversityOf(trial.pairs ?? []),
    ...testedAs(trial, metric),
  });
  const names = members.map(({ label, count }) => (count > 1 ? `${label} (${count} times)` : label)).join(", ");
  output.say(
    `${trial.label}: ${names}. Validation ${together!.toFixed(4)}, the best alone (${best.label}) ${alone!.toFixed(4)}.`,
  );
}

/** The best of all networks by themselves. */
function testedAs({ test }: Trial, metric: MetricId): { readonly test?: number } {
  const value = test && valueOf(test.scores, metric);
  return typeof value === "number" ? { test: round(value) } : {};
}

/** How far the candidates differ, and which share of what pairs of them gain that explains. */
function diversityOf(pairs: readonly ComparedPair[]): Readonly<Record<string, number>> {
  if (pairs.length === 0) return {};
  const { disagreement, correlation } = pairsTogether(pairs);
  return { disagreement: round(disagreement), gainExplained: round(correlation ** 2) };
}
