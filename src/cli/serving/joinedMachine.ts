import type { StopSignal } from "../../core/run/signal.ts";
import { memoryBlobs } from "../../remote/blobs/blobStore.ts";
import { folderBlobs } from "../../remote/blobs/folderBlobs.ts";
import { nodeHash } from "../../remote/blobs/nodeHash.ts";
import { fetchData } from "../../remote/joined/chunkCache.ts";
import { joinGateway, type Invitation } from "../../remote/joined/gatewayClient.ts";
import { workFor, type Leaving, type WorkDone } from "../../remote/joined/workLoop.ts";
import { createPool } from "../../worker/pool.ts";
import { chooseDevice, cores, spawn } from "../run.ts";
import { BUILD } from "../../remote/build.ts";

export interface MachineOptions {
  /** Trials trained at a time, a thread each. */
  readonly slots: number;
  readonly device: string | undefined;
  readonly name: string;
  /** Folder in which chunks of data stay; in memory where none is given. */
  readonly cache?: string | undefined;
}

export interface WorkRules {
  readonly leaving: StopSignal;
  readonly idleMs?: number;
  readonly onWork?: (work: WorkDone) => void;
  readonly onJoined?: (name: string, study: string) => void;
  readonly onFetched?: (bytes: number) => void;
}

/** A machine of Node that trains for a gateway. */
export interface JoinedMachine {
  work(rules: WorkRules): Promise<Leaving>;
}

export const createJoined = (
  invitation: Invitation,
  { slots, device: wanted, name, cache }: MachineOptions,
): JoinedMachine => ({
  async work({ onJoined, onFetched, ...rules }) {
    const device = await chooseDevice(wanted);
    const hello = { build: BUILD, name, device, cores, slots };
    const client = await joinGateway({ invitation, hello });
    onJoined?.(client.joined().name, client.joined().study);
    const chunks = cache === undefined ? memoryBlobs() : folderBlobs(cache);
    return workFor({
      ...{ client, slots, hash: nodeHash },
      ...rules,
      async open(manifest, artifacts) {
        const fetching = { client, cache: chunks, hash: nodeHash, ...(onFetched && { onFetched }) };
        const data = await fetchData(manifest, fetching);
        return createPool({ spawn, device, slots, data, artifacts });
      },
    });
  },
});
