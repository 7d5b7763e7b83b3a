import { scoreInterval } from "../../core/judging/blockBootstrap.ts";
import { CLASS_METRIC } from "../../core/judging/defaultMetrics.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import { classValuesOf, valueOf } from "../../core/judging/scores.ts";
import { verdictOf } from "../../core/judging/verdict/verdict.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { shapeText } from "../../core/image/volume.ts";
import { roleOf } from "../../core/study/architecture.ts";
import { planOf, planText } from "../../core/study/plan.ts";
import type { Study } from "../../core/study/study.ts";
import { evaluationOf, lastStep, reasonText, type Trial } from "../../core/study/trial.ts";
import { headlineOf, valueMetrics } from "../metrics/index.ts";
import { escaped, STYLE, tableHtml } from "./html.ts";
import { methodsOf } from "./methods.ts";
import { picturesHtml, type ReportPicture } from "./pictures.ts";
import { curvesSvg, frontSvg } from "./plots.ts";

export interface ReportParts {
  readonly study: Study;
  /** Of Cristae. */
  readonly version: string;
  readonly pictures: readonly ReportPicture[];
  /** What the pictures are of, where it is at hand. */
  readonly dataset: Pick<Dataset, "volume" | "labels"> | null;
}

/** What a study found, as one page that needs neither the studio nor a network, and runs no script. */
export function reportHtml({ study, version, pictures, dataset }: ReportParts): string {
  const { spec } = study;
  const label = headlineOf(study).label;
  const { paragraph, references } = methodsOf(study, version);
  const figures = [curvesSvg(study, label), frontSvg(study, label)].filter((figure) => figure !== null);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(spec.name)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(spec.name)}</h1>
<p class="soft">${escaped(`${spec.task.datasetName}, ${shapeText(spec.task.shape)}, ${spec.task.classes.length} classes`)}</p>
${verdictHtml(study)}
<h2>Networks</h2>
${leaderboardHtml(study)}
${testHtml(study)}
${section("Courses", figures.map((figure) => `<figure>${figure}</figure>`).join("\n"))}
${section("Pictures", picturesHtml(pictures, spec.task.classes, dataset))}
<h2>Methods</h2>
<p>${escaped(paragraph)}</p>
<ol>${references.map((reference) => `<li>${escaped(reference)}</li>`).join("\n")}</ol>
<h2>Plan and versions</h2>
${tableHtml(
  "",
  ["What", "Value"],
  factsOf(study, version).map((row) => row.map(escaped)),
  2,
)}
<pre>${escaped(planText(planOf(spec)))}</pre>
</body>
</html>
`;
}

const section = (title: string, inner: string): string => (inner === "" ? "" : `<h2>${title}</h2>\n${inner}`);
const nameOf = (trial: Trial): string => roleOf(trial.architecture).name(trial.label);
const fixed = (value: number | null | undefined): string => value?.toFixed(3) ?? "none";

function verdictHtml(study: Study): string {
  const verdict = verdictOf(study, headlineOf(study));
  if (!verdict) return `<p class="lead">Fewer than two networks have finished, so nothing is compared yet.</p>`;
  return `<p class="lead">${escaped(verdict.sentence)}</p>\n<p class="soft">${escaped(verdict.evidence)}</p>`;
}

/** Every trial, the best first; those that did not end well say why. */
function leaderboardHtml(study: Study): string {
  const metric = headlineOf(study);
  const score = (trial: Trial) => headlineScore(study, trial);
  const trials = study.trials
    .map((trial) => trial)
    .toSorted((one, other) => (score(other) ?? -1) - (score(one) ?? -1) || one.id - other.id);
  const { classes } = study.spec.task;
  const rows = trials.map((trial) => {
    const evaluation = evaluationOf(trial);
    const interval = evaluation && scoreInterval(evaluation, metric);
    return [
      escaped(nameOf(trial)),
      escaped(trial.status === "finished" ? "finished" : `${trial.status}: ${reasonText(trial)}`),
      fixed(score(trial)),
      interval ? `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}` : "",
      ...classes.map((_, index) => fixed(classValuesOf(evaluation?.scores, CLASS_METRIC)[index])),
      trial.cost ? trial.cost.parameters.toLocaleString("en").replaceAll(",", " ") : "",
      String(lastStep(trial)),
      trial.seconds.toFixed(0),
    ];
  });
  const heads = ["Network", "State", metric.label, "95 % interval", ...classes.map(({ name }) => name)];
  return tableHtml(
    "Scores on the validation part; intervals are over blocks of it, and luck with the weights is not in them.",
    [...heads, "Parameters", "Steps", "Seconds"],
    rows,
    2,
  );
}

function testHtml(study: Study): string {
  const tested = study.trials.flatMap((trial) => (trial.test ? [{ trial, scores: trial.test.scores }] : []));
  if (tested.length === 0)
    return `<p class="soft">${study.isTestOpened ? "The test part was opened to be looked at; nothing was measured on it." : "The test part has not been opened."}</p>`;
  const shown = valueMetrics.filter(({ id }) => tested.some(({ scores }) => valueOf(scores, id) !== null));
  return `<h2>Test part</h2>\n${tableHtml(
    "Measured once, after everything was chosen.",
    ["Network", ...shown.map(({ label }) => label)],
    tested.map(({ trial, scores }) => [escaped(nameOf(trial)), ...shown.map(({ id }) => fixed(valueOf(scores, id)))]),
  )}`;
}

const factsOf = ({ spec, choice, trials }: Study, version: string): readonly (readonly [string, string])[] => [
  ["Cristae", version],
  ["Format of the study", String(spec.version)],
  ["Seed", String(spec.seed)],
  ["Data", `${spec.task.datasetName} (${spec.task.datasetId})`],
  ["Device", choice?.device ?? "none yet"],
  [
    "Seconds of training",
    trials
      .map(({ seconds }) => seconds)
      .reduce((sum, seconds) => sum + seconds, 0)
      .toFixed(0),
  ],
];
