import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { catalogParts } from "../../src/catalog/parts.ts";
import { runStudy } from "../../src/core/run/runStudy.ts";
import { createStopper } from "../../src/core/run/signal.ts";
import { openQueue } from "../../src/queue/openQueue.ts";
import { folderBlobs } from "../../src/remote/blobs/folderBlobs.ts";
import { lateBlobs } from "../../src/remote/blobs/lateBlobs.ts";
import { nodeHash } from "../../src/remote/blobs/nodeHash.ts";
import { gatherReports } from "../../src/remote/coordinator/gatherReports.ts";
import { createRemoteEvaluator } from "../../src/remote/coordinator/remoteEvaluator.ts";
import { createCrew } from "../../src/remote/crew.ts";
import { createGateway } from "../../src/remote/gateway/gateway.ts";
import { keptToken } from "../../src/remote/gateway/tokens.ts";
import type { Telling, TrialEnd, TrialJob } from "../../src/remote/job.ts";
import { openNodeFileStore } from "../../src/storage/nodeFileStore.ts";
import { openStudyFolder } from "../../src/storage/studyFolder.ts";
import { EMPTY_STANDING } from "../../src/testing/emptyStanding.ts";
import { newStudy, toyEvaluator, toyRecipe, toySpec } from "../../src/testing/toyStudy.ts";
import type { SoakStudy } from "./soak.ts";

/** The coordinator of a soak, as a process that may be killed at any time: it begins the study, or goes on with it. */
const { folder, address, name, trials, times, port, token, order } = JSON.parse(process.argv[2]!) as SoakStudy;
const began = performance.now();
const study = openStudyFolder(openNodeFileStore(folder), "");
const read = await study.readLog();
const spec = toySpec({ trials, recipe: { ...toyRecipe, steps: 200, evaluateEvery: 10 }, ...(order && { order }) });
if (!read.study) await study.log.append([{ type: "studyCreated", spec }]);
const queue = await openQueue<TrialJob, Telling, TrialEnd>(address, name, times);
const crew = createCrew(Date.now, 3 * times.lockMs);
const blobs = lateBlobs(folderBlobs(join(folder, "blobs")));
const tokens = [keptToken("work", token)];
const gateway = createGateway({
  ...{
    queue,
    crew,
    blobs,
    build: "soak",
    study: "soak",
    lockMs: times.lockMs,
    tokens: () => tokens,
    pollMs: 5_000,
    standing: () => EMPTY_STANDING,
  },
});
await gateway.listen(port, "127.0.0.1");
const run = runStudy(
  read.study ?? newStudy(spec),
  {
    catalog: catalogParts,
    evaluator: createRemoteEvaluator({
      ...{ queue, crew, blobs, artifacts: study, data: "0".repeat(64), local: toyEvaluator(), hash: nodeHash },
      // Of the usual times, as locks are.
      checkpointMs: times.lockMs,
    }),
    log: study.log,
    now: () => performance.now() / 1000,
  },
  { interrupt: createStopper().signal, gather: gatherReports },
);
tell(`ready after ${Math.round(performance.now() - began)} ms, ${processorMs()} ms of processor time`);
await run.done;
gateway.finish();
await queue.clear();
tell(`done with ${processorMs()} ms of processor time`);
await gateway.close();
await queue.close();
process.exit(0);

function tell(text: string): void {
  appendFileSync(join(folder, "told.txt"), `${text}\n`);
}

/** Of this process since it began. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
}
