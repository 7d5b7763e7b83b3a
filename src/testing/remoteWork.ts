import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Evaluator } from "../core/run/evaluator.ts";
import { createStopper } from "../core/run/signal.ts";
import { memoryQueue } from "../queue/memory/memoryQueue.ts";
import { folderBlobs } from "../remote/blobs/folderBlobs.ts";
import { nodeHash } from "../remote/blobs/nodeHash.ts";
import { createRemoteEvaluator, type RemoteOptions } from "../remote/coordinator/remoteEvaluator.ts";
import { createCrew } from "../remote/crew.ts";
import { createGateway, type Gateway, type GatewayOptions } from "../remote/gateway/gateway.ts";
import { keptToken } from "../remote/gateway/tokens.ts";
import { joinGateway } from "../remote/joined/gatewayClient.ts";
import { workFor, type Leaving, type WorkOptions } from "../remote/joined/workLoop.ts";
import type { TrialEnd, TrialJob, TrialQueue, Telling } from "../remote/job.ts";
import { EMPTY_STANDING } from "./emptyStanding.ts";
import { memoryArtifacts } from "./fakeThreads.ts";

export const BUILD = "test";
export const TOKENS = { work: "work-token", watch: "watch-token", steer: "steer-token" } as const;

export interface RemoteWork {
  readonly evaluator: Evaluator;
  readonly queue: TrialQueue;
  readonly gateway: Gateway;
  readonly address: string;
  readonly artifacts: ReturnType<typeof memoryArtifacts>;
  readonly crew: ReturnType<typeof createCrew>;
  readonly blobs: RemoteOptions["blobs"];
  /** Joins with something that trains; resolves when it has left. */
  work(
    open: WorkOptions["open"],
    more?: Partial<Pick<WorkOptions, "leaving" | "slots" | "idleMs" | "onWork">>,
  ): Promise<Leaving>;
  close(): Promise<void>;
}

/** A coordinator with its gateway on this machine, on a port of its own. */
export async function remoteWork(
  local: RemoteOptions["local"],
  {
    lockMs = 3_000,
    queue = memoryQueue<TrialJob, Telling, TrialEnd>({ lockMs }),
    ...more
  }: { readonly lockMs?: number; readonly queue?: TrialQueue } & Partial<Pick<GatewayOptions, "page" | "pollMs">> = {},
): Promise<RemoteWork> {
  const folder = mkdtempSync(join(tmpdir(), "cristae-remote-"));
  const crew = createCrew(Date.now, 60_000);
  const blobs = folderBlobs(folder);
  const artifacts = memoryArtifacts();
  const tokens = Object.entries(TOKENS).map(([role, token]) => keptToken(role as keyof typeof TOKENS, token));
  const gateway = createGateway({
    ...{
      queue,
      crew,
      blobs,
      lockMs,
      build: BUILD,
      study: "toy",
      tokens: () => tokens,
      pollMs: 2_000,
      standing: () => EMPTY_STANDING,
    },
    ...more,
  });
  const address = `http://127.0.0.1:${await gateway.listen(0, "127.0.0.1")}`;
  const leaving = createStopper();
  return {
    evaluator: createRemoteEvaluator({
      ...{ queue, crew, blobs, artifacts, data: "", local, hash: nodeHash, graceMs: 2_000 },
    }),
    ...{ queue, gateway, address, artifacts, crew, blobs },
    async work(open, options = {}) {
      const hello = { build: BUILD, name: "", device: "toy", cores: 1, slots: options.slots ?? 1 };
      const client = await joinGateway({ invitation: { addresses: [address], token: TOKENS.work }, hello });
      return workFor({ client, slots: 1, hash: nodeHash, open, leaving: leaving.signal, ...options });
    },
    async close() {
      leaving.stop("the test is over");
      await gateway.close();
      await queue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
