import { csvText, type CsvCell } from "../../core/csv.ts";
import { textFile, type LeavingTrials, type TrialFormat } from "./trialFormat.ts";
import { trialColumns } from "./trialTable.ts";

/** A row a trial; what is no number and no text, such as a genotype, is JSON in its cell. */
export default {
  id: "csv",
  label: "CSV",
  summary: "a table with genotypes, seeds and all scores, for spreadsheets, pandas and R",
  extension: "csv",
  write: (name, leaving) => [textFile(`${name}.csv`, trialCsv(leaving))],
} satisfies TrialFormat;

function trialCsv(leaving: LeavingTrials): string {
  const columns = trialColumns(leaving);
  return csvText([
    columns.map(({ name }) => name),
    ...leaving.trials.map((trial) => columns.map((column) => cellOf(column.of(trial)))),
  ]);
}

const cellOf = (value: unknown): CsvCell =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : (value as CsvCell);
