import { textFile, type TrialFormat } from "./trialFormat.ts";
import { trialColumns } from "./trialTable.ts";

/** The plan of the study and an object a trial, with the names that the columns of CSV have; genotypes as they are, curves too. */
export default {
  id: "json",
  label: "JSON",
  summary: "the same with the plan of the study and every point of the curves, for programs",
  extension: "json",
  write(name, leaving) {
    const columns = trialColumns(leaving);
    const trials = leaving.trials.map((trial) => ({
      ...Object.fromEntries(columns.map((column) => [column.name, column.of(trial)])),
      curve: trial.curve,
    }));
    return [textFile(`${name}.json`, `${JSON.stringify({ study: leaving.study.spec, trials }, null, 1)}\n`)];
  },
} satisfies TrialFormat;
