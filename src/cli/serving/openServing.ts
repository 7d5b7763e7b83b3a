import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StudioError } from "../../core/errors.ts";
import type { StopSignal } from "../../core/run/signal.ts";
import { openQueue } from "../../queue/openQueue.ts";
import { USUAL_TIMES, type LeaseTimes } from "../../queue/leaseQueue.ts";
import { layeredBlobs, memoryBlobs } from "../../remote/blobs/blobStore.ts";
import { folderBlobs } from "../../remote/blobs/folderBlobs.ts";
import { lateBlobs } from "../../remote/blobs/lateBlobs.ts";
import { nodeHash } from "../../remote/blobs/nodeHash.ts";
import { createRemoteEvaluator } from "../../remote/coordinator/remoteEvaluator.ts";
import { createCrew } from "../../remote/crew.ts";
import { packData } from "../../remote/data/manifest.ts";
import { createGateway } from "../../remote/gateway/gateway.ts";
import type { TrialEnd, TrialJob, Telling } from "../../remote/job.ts";
import { openNodeFileStore } from "../../storage/nodeFileStore.ts";
import type { Output } from "../output.ts";
import { openPool, type OpenWorkforce, type RunFlags, type RunnableStudy } from "../run.ts";
import { openAccess, tokenInFile, writeJoinFile } from "./access.ts";
import { addressesOf } from "./addresses.ts";
import { BUILD } from "./build.ts";
import { createHere } from "./here.ts";

export interface ServeFlags {
  readonly queue?: string;
  readonly port?: number | undefined;
  readonly host?: string;
  readonly join?: string;
  readonly untilDone?: boolean;
  readonly revoke?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
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
    const gateway = createGateway({
      ...{ queue, crew, blobs, build: BUILD, study: study.spec.name, lockMs: times.lockMs, tokens: () => access.kept },
      ...(await tlsOf(serving)),
    });
    const host = serving.host ?? "127.0.0.1";
    const port = await listening(gateway.listen(serving.port ?? 0, host), serving.port ?? 0);
    const addresses = addressesOf(host, port, serving.tlsCert !== undefined);
    const path = serving.join ?? place.replace(/(\.cristae)?$/, ".join");
    const token = (await tokenInFile(path, access.kept)) ?? access.tokens.work;
    await writeJoinFile(path, { study: study.spec.name, addresses, token });
    sayLinks({ addresses, path, tokens: { ...access.tokens, work: token } }, output);
    const own = ownSlots > 0 ? createHere({ addresses, token, slots: ownSlots, device: flags.device }) : null;
    return {
      evaluator: createRemoteEvaluator({
        ...{ queue, crew, blobs, artifacts: folder, data: data.manifest, local: here.pool, hash: nodeHash },
        graceMs: times.lockMs,
      }),
      begun: () => own?.begin((error) => output.note(`This machine no longer trains: ${error}`)),
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

async function listening(listen: Promise<number>, wanted: number): Promise<number> {
  try {
    return await listen;
  } catch (error) {
    const { message } = error as Error;
    throw new StudioError("BadInput", `Port ${wanted} cannot be used: ${message}. Give a free one with --port.`);
  }
}

interface Links {
  readonly addresses: readonly string[];
  readonly path: string;
  readonly tokens: Readonly<Record<string, string>>;
}

function sayLinks({ addresses, path, tokens }: Links, output: Output): void {
  output.json({ type: "serving", addresses, join: path });
  output.note(`Machines join with: cristae work ${path}`);
  for (const address of addresses) output.note(`or by the link: ${address}/#work=${tokens.work!}`);
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
