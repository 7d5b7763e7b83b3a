import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createOutput } from "../../src/cli/output.ts";
import { createStopper } from "../../src/core/run/signal.ts";
import { toErrorRecord } from "../../src/core/errors.ts";
import { ensembles } from "./ensembles.ts";
import type { Paper, PaperRun } from "./paper.ts";
import { segnasTable } from "./segnasTable.ts";
import { sharedWeights } from "./sharedWeights.ts";
import { shuffledSplits } from "./shuffledSplits.ts";
import { twoStage } from "./twoStage.ts";

const PAPERS: readonly Paper[] = [twoStage, sharedWeights, segnasTable, shuffledSplits, ensembles];

const USAGE = `npm run bench -- papers ID [--seed N] [--out DIR] [--figures DIR] [--minutes N] [--workers N] [--tiny] [--json]
${PAPERS.map(({ id, title }) => `  ${id}  ${title}`).join("\n")}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "0" },
    out: { type: "string", default: "node_modules/.cache/papers" },
    figures: { type: "string" },
    minutes: { type: "string", default: "60" },
    workers: { type: "string", default: String(Math.min(2, availableParallelism())) },
    tiny: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

/** Where the figures go: those of the default seed are the ones in the table of the README. */
const figuresFolder = (run: PaperRun): string =>
  values.figures ?? (run.seed === 0 && !run.isTiny ? "bench/papers/figures" : run.out);

/** Stops as Ctrl-C does: what runs keeps a checkpoint, and the same command goes on from there. */
const interrupt = (): boolean => process.emit("SIGINT", "SIGINT");

async function measure(paper: Paper): Promise<void> {
  const stopper = createStopper();
  const stop = () => stopper.stop("interrupted");
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const timer = setTimeout(interrupt, 60_000 * Number(values.minutes));
  const run: PaperRun = {
    out: values.tiny ? join(values.out, "tiny") : values.out,
    seed: Number(values.seed),
    workers: Number(values.workers),
    isTiny: values.tiny,
    stop: stopper.signal,
    output: createOutput(values.json),
  };
  await mkdir(run.out, { recursive: true });
  const found = { study: paper.id, title: paper.title, seed: run.seed, ...(await paper.measure(run)) };
  clearTimeout(timer);
  const file = join(figuresFolder(run), `${paper.id}.json`);
  await mkdir(figuresFolder(run), { recursive: true });
  await writeFile(file, `${JSON.stringify(found, null, 1)}\n`);
  run.output.json(found);
  run.output.note(
    `${file}: figures ${found.isComplete ? "of the whole study" : "so far; the same command goes on from here"}`,
  );
}

const paper = PAPERS.find(({ id }) => id === positionals[0]);
if (!paper) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
try {
  await measure(paper);
  process.exit();
} catch (error) {
  process.stderr.write(`papers ${paper.id}: ${toErrorRecord(error).message}\n`);
  process.exit(1);
}
