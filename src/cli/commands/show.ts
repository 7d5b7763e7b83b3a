import csv from "../../catalog/trialFormats/csv.ts";
import { textFile } from "../../catalog/trialFormats/trialFormat.ts";
import { onnxBaselinesOf } from "../../core/stages/edits.ts";
import { planOf, planText } from "../../core/study/plan.ts";
import { evaluationOf, latestScores } from "../../core/study/trial.ts";
import { damageText } from "../../storage/studyLog.ts";
import { evaluationJson, intervalJson, isComplete, scoresJson, setsJson, summaryJson, type Output } from "../output.ts";
import { STANDARD_OUTPUT, writeOutput, type OutputRules } from "../outputFile.ts";
import { reportStudy } from "../report.ts";
import { peekStudy } from "../studyOnDisk.ts";
import { leavingTrials } from "./exportTrials.ts";

const NO_RULES: OutputRules = { flag: "--out", inputs: [] };

export interface ShowFlags {
  readonly json?: boolean;
  /** Its trials as a table, and nothing else. */
  readonly csv?: boolean;
  /** Its plan as JSON, and nothing else. */
  readonly plan?: boolean;
}

/** `cristae show`: what a study found, without touching it. */
export async function show(file: string, { csv: isTable, plan: isPlan }: ShowFlags, output: Output): Promise<void> {
  if (isTable) return writeOutput(STANDARD_OUTPUT, csv.write("trials", await leavingTrials(file, output)), NO_RULES);
  if (isPlan) return showPlan(file, output);
  const { study, damage } = await peekStudy(file);
  const { spec } = study;
  if (damage)
    output.note(`${damageText(damage)} Save what can be saved with: cristae repair ${file} --out REPAIRED.cristae.zip`);
  output.json({
    type: "study",
    name: spec.name,
    seed: spec.seed,
    dataset: spec.task.datasetName,
    datasetId: spec.task.datasetId,
    classes: spec.task.classes.map(({ name }) => name),
    isComplete: isComplete(study),
    ...(damage && { damage }),
    spec,
  });
  for (const trial of study.trials) {
    const scores = latestScores(trial);
    const why = "because" in trial ? trial.because : "error" in trial ? trial.error.message : undefined;
    output.json({
      type: "trial",
      trial: trial.id,
      label: trial.label,
      status: trial.status === "running" ? "interrupted" : trial.status,
      ...(scores && scoresJson(scores)),
      ...setsJson(evaluationOf(trial)),
      interval: output.isJson ? intervalJson(study, trial) : null,
      ...(trial.test && { test: evaluationJson(trial.test) }),
      ...(trial.cost && { parameters: trial.cost.parameters }),
      ...(why !== undefined && { because: why }),
      seconds: trial.seconds,
      reason: trial.reason.text,
    });
  }
  output.json(
    summaryJson(
      study,
      [...study.trials].reduce((sum, { seconds }) => sum + seconds, 0),
    ),
  );
  output.say(
    `${spec.name} on ${spec.task.datasetName}, ${spec.task.shape.join(" × ")}, ${damage ? "damaged" : isComplete(study) ? "complete" : "can go on"}`,
  );
  reportStudy(study, output);
}

/** The plan for `cristae search`; what cannot be run again by another study is told. */
async function showPlan(file: string, output: Output): Promise<void> {
  const { study, damage } = await peekStudy(file);
  if (damage) output.note(damageText(damage));
  const plan = planOf(study.spec);
  const left = study.spec.stages.length - plan.stages.length;
  if (left > 0)
    output.note(`${left} of its ${study.spec.stages.length} stages speak of trials of this study and are left out.`);
  const files = onnxBaselinesOf(study.spec.stages);
  if (files.length > 0)
    output.note(
      `Baselines of ONNX files lie with the study and are left out (${files.join(", ")}); score them again with --baseline FILE.onnx beside the plan.`,
    );
  await writeOutput(STANDARD_OUTPUT, [textFile("plan.json", planText(plan))], NO_RULES);
}
