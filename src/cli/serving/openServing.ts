import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StudioError } from "../../core/errors.ts";
import { headlineMetric } from "../../core/judging/headline.ts";
import { valueOf } from "../../core/judging/scores.ts";
import type { StopSignal } from "../../core/run/signal.ts";
import { hasEnded } from "../../core/study/trial.ts";
import { openQueue } from "../../queue/openQueue.ts";
import { USUAL_TIMES, type LeaseTimes } from "../../queue/leaseQueue.ts";
import { layeredBlobs, memoryBlobs } from "../../remote/blobs/blobStore.ts";
import { folderBlobs } from "../../remote/blobs/folderBlobs.ts";
import { lateBlobs } from "../../remote/blobs/lateBlobs.ts";
import { nodeHash } from "../../remote/blobs/nodeHash.ts";
import { gatherReports } from "../../remote/coordinator/gatherReports.ts";
import { createRemoteEvaluator } from "../../remote/coordinator/remoteEvaluator.ts";
import { BUILD } from "../../remote/build.ts";
import { createCrew } from "../../remote/crew.ts";
import { packData } from "../../remote/data/manifest.ts";
import { createGateway, type Gateway } from "../../remote/gateway/gateway.ts";
import { createGallery } from "../../remote/watching/gallery.ts";
import { plannedTrainings, studyStanding } from "../../remote/watching/studyStanding.ts";
import type { TrialEnd, TrialJob, Telling } from "../../remote/job.ts";
import { openNodeFileStore } from "../../storage/nodeFileStore.ts";
import type { Output } from "../output.ts";
import { PAGE, pageListener } from "../studio/pageServer.ts";
import { openPool, type OpenWorkforce, type RunFlags, type RunnableStudy } from "../run.ts";
import { openAccess, tokenInFile, writeJoinFile } from "./access.ts";
import { addressesOf } from "./addresses.ts";
import { createHere } from "./here.ts";
import { sayClass, sayLinks } from "./links.ts";
import { sliceOf } from "./sliceOf.ts";

export interface ServeFlags {
  readonly queue?: string;
  readonly port?: number | undefined;
  readonly host?: string;
  readonly join?: string;
  readonly untilDone?: boolean;
  readonly revoke?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** Students join by a link in a browser. */
  readonly class?: boolean;
  /** For tests of what happens when leases end. */
  readonly lockSeconds?: number;
}

/** Trials of this machine's own beside those of others, 0 for none. */
interface Beside {
  readonly ownSlots: number;
}

/** Opens the door of a study to other machines, which train its candidates. */
export const openServing =
  (serving: ServeFlags, { ownSlots }: Beside): OpenWorkforce =>
  async (runnable, flags, output) => {
    const { study, dataset, folder, place } = runnable;
    const times = timesOf(serving);
    const queue = await openQueue<TrialJob, Telling, TrialEnd>(
      serving.queue ?? "memory",
      await queueName(place),
      times,
    );
    const crew = createCrew(Date.now, 2 * times.lockMs + 30_000);
    const data = packData(dataset, study.spec.task.intensity, nodeHash);
    const kept = lateBlobs(folderBlobs(join(place, "blobs")));
    const blobs = layeredBlobs(memoryBlobs(new Map(data.blobs)), kept);
    const access = await openAccess(openNodeFileStore(place), { revoke: serving.revoke ?? false });
    const here = await localPart(runnable, flags);
    let current = () => study;
    const gallery = createGallery({
      ...{ blobs, hash: nodeHash, study: () => current() },
      predict: sliceOf(dataset, here.pool, folder),
    });
    const gateway = createGateway({
      ...{ queue, crew, blobs, build: BUILD, study: study.spec.name, lockMs: times.lockMs, tokens: () => access.kept },
      ...(await tlsOf(serving)),
      page: pageListener(PAGE),
      left: () => Math.max(0, plannedTrainings(current()) - current().trials.filter(hasEnded).length),
      standing(spans) {
        const trainer = new Map(spans.map(({ trial, machine }) => [trial, machine]));
        return studyStanding(
          current(),
          spans,
          gallery.bests((trial) => trainer.get(trial) ?? null),
        );
      },
    });
    const host = serving.host ?? "127.0.0.1";
    const port = await listening(gateway, { host, port: serving.port ?? (serving.class ? CLASS_PORT : 0) });
    const addresses = addressesOf(host, port, serving.tlsCert !== undefined);
    const path = serving.join ?? place.replace(/(\.cristae)?$/, ".join");
    const token = (await tokenInFile(path, access.kept)) ?? access.tokens.work;
    await writeJoinFile(path, { study: study.spec.name, addresses, token });
    const links = { addresses, path, tokens: { ...access.tokens, work: token } };
    if (serving.class) sayClass(links, output);
    else sayLinks(links, output);
    const own = ownSlots > 0 ? createHere({ addresses, token, slots: ownSlots, device: flags.device }) : null;
    return {
      evaluator: createRemoteEvaluator({
        ...{ queue, crew, blobs, artifacts: folder, data: data.manifest, local: here.pool, hash: nodeHash },
        graceMs: times.lockMs,
        rank: (evaluation) => valueOf(evaluation.scores, headlineMetric(study)),
        onDoubt: (machine, because) => gateway.distrust(machine, because),
      }),
      gather: gatherReports,
      begun(run) {
        current = run.study;
        own?.begin((error) => output.note(`This machine no longer trains: ${error}`));
      },
      async ended(signal) {
        if (signal.aborted) return;
        gateway.finish();
        await queue.clear();
        if (serving.untilDone === false) await waitFor(signal, output);
      },
      async close() {
        await own?.end();
        await gateway.close();
        await kept.close();
        await queue.close();
        here.close();
      },
    };
  };

/** The same for every class, so that browsers find again the data that they have: what they keep, they keep by address. */
const CLASS_PORT = 4180;

/** What needs voxels that others do not get is done here, by one thread that is begun when it is first needed. */
async function localPart({ study, dataset, folder }: RunnableStudy, flags: RunFlags) {
  const pool = await openPool(study, dataset, folder, { ...flags, workers: 1, device: flags.device ?? "simd" });
  return { pool, close: () => pool.close() };
}

/** The same search has the same queue, however often it is begun again. */
async function queueName(place: string): Promise<string> {
  const log = await readFile(join(place, "log.jsonl"), "utf8");
  return `study-${nodeHash(new TextEncoder().encode(log.slice(0, log.indexOf("\n")))).slice(0, 24)}`;
}

const timesOf = ({ lockSeconds }: ServeFlags): LeaseTimes =>
  lockSeconds === undefined ? USUAL_TIMES : { lockMs: 1000 * lockSeconds, checkMs: (1000 * lockSeconds) / 3 };

async function tlsOf({ tlsCert, tlsKey }: ServeFlags) {
  if (tlsCert === undefined && tlsKey === undefined) return {};
  if (tlsCert === undefined || tlsKey === undefined)
    throw new StudioError("BadInput", "--tls-cert and --tls-key belong together: give both, as PEM files.");
  const read = (flag: string, path: string) =>
    readFile(path, "utf8").catch(() => {
      throw new StudioError("UnreadableFile", `There is no file "${path}" for ${flag}.`);
    });
  return { tls: { cert: await read("--tls-cert", tlsCert), key: await read("--tls-key", tlsKey) } };
}

async function listening(
  gateway: Pick<Gateway, "listen">,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  try {
    return await gateway.listen(port, host);
  } catch (error) {
    const { message } = error as Error;
    throw new StudioError("BadInput", `Port ${port} cannot be used: ${message}. Give a free one with --port.`);
  }
}

/** Goes on serving a study that is done, until it is interrupted. */
function waitFor(signal: StopSignal, output: Output): Promise<void> {
  output.note("The study is done; Ctrl-C ends serving it.");
  return new Promise((resolve) => {
    // A listener alone does not keep the process.
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener("abort", () => {
      clearInterval(alive);
      resolve();
    });
  });
}
