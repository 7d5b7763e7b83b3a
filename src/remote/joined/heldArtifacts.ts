import type { TrialArtifacts } from "../../worker/artifacts.ts";
import type { GatewayClient } from "./gatewayClient.ts";
import type { HeldTrial } from "./heldTrial.ts";
import { createUploads, type Uploads } from "./uploads.ts";

/** The trials that this machine holds, and what they keep: at the gateway, by the hash of their bytes. */
export interface HeldArtifacts extends TrialArtifacts {
  hold(trial: number, held: HeldTrial): void;
  letGo(trial: number): void;
  /** Sends the last checkpoint of a trial, if it was put by: checkpoints take only a part of the time. */
  flush(trial: number): Promise<void>;
  /** SHA-256 of the weights that a trial was trained to. */
  weightsOf(trial: number): string | null;
}

export function heldArtifacts(client: GatewayClient, hash: (bytes: Uint8Array) => string): HeldArtifacts {
  const held = new Map<number, HeldTrial>();
  const trained = new Map<number, string>();
  const aside = new Set<number>();
  const uploads = new Map<number, Uploads>();
  const read = (name: string | null) => (name === null ? Promise.resolve(null) : client.getBlob(name));

  async function keep(bytes: Uint8Array): Promise<string> {
    const name = hash(bytes);
    await client.putBlob(name, new Uint8Array(bytes));
    return name;
  }

  return {
    hold(trial, one) {
      held.set(trial, one);
      uploads.set(
        trial,
        createUploads(async (bytes) => one.keptCheckpoint(await keep(bytes)), { restMs: client.joined().beatMs / 2 }),
      );
    },
    flush: (trial) => uploads.get(trial)?.flush() ?? Promise.resolve(),
    letGo(trial) {
      held.delete(trial);
      trained.delete(trial);
      uploads.delete(trial);
      aside.delete(trial);
    },
    weightsOf: (trial) => trained.get(trial) ?? null,
    readCheckpoint: (trial) => read(aside.has(trial) ? null : (held.get(trial)?.handed.checkpoint ?? null)),
    writeCheckpoint: (trial, bytes) => uploads.get(trial)?.offer(bytes) ?? Promise.resolve(),
    removeCheckpoint: () => Promise.resolve(),
    putCheckpointAside(trial) {
      if (!held.get(trial)?.handed.checkpoint || aside.has(trial)) return Promise.resolve(null);
      aside.add(trial);
      return Promise.resolve("a copy at the gateway");
    },
    async readWeights(trial) {
      for (const { handed } of held.values()) {
        const name = handed.job.weights[trial];
        if (name !== undefined) return client.getBlob(name);
      }
      return null;
    },
    async writeWeights(trial, bytes) {
      trained.set(trial, await keep(bytes));
    },
    readNetwork: () => Promise.resolve(null),
    readBrought: (sha256) => client.getBlob(sha256),
    readCorrection: (sha256) => client.getBlob(sha256),
  };
}
