import { toErrorRecord } from "../../core/errors.ts";
import type { EvaluationHooks } from "../../core/run/evaluator.ts";
import { keepBlob } from "../blobs/blobStore.ts";
import type { RemoteOptions } from "./remoteEvaluator.ts";

/** Checkpoints of trials that are trained elsewhere: the last two are kept, and now and then one is written into the study. */
export interface Checkpoints {
  /** A worker named one; it must not be in the study before what was told until then is. */
  told(trial: number, sha256: string | null, logged: Promise<unknown>): void;
  /** The one that the study holds, for a worker to go on from; one that cannot be read is put aside. */
  named(trial: number, hooks: EvaluationHooks): Promise<string | null>;
  /** Writes the last one into the study. */
  keep(trial: number): Promise<void>;
  /** Resolves once what is being written is written. Throws what came of it: a full disk. */
  written(trial: number): Promise<void>;
  forget(trial: number): Promise<void>;
}

const KEPT = 2;

interface Known {
  readonly names: string[];
  writtenAt: number;
  writing: Promise<void>;
}

export function createCheckpoints({
  blobs,
  artifacts,
  hash,
  checkpointMs = 30_000,
}: Pick<RemoteOptions, "blobs" | "artifacts" | "hash" | "checkpointMs">): Checkpoints {
  const byTrial = new Map<number, Known>();
  const known = (trial: number): Known => {
    const found = byTrial.get(trial) ?? { names: [], writtenAt: Date.now(), writing: Promise.resolve() };
    byTrial.set(trial, found);
    return found;
  };

  async function write(trial: number, name = known(trial).names.at(-1)): Promise<void> {
    const bytes = name === undefined ? null : await blobs.read(name);
    if (bytes) await artifacts.writeCheckpoint(trial, bytes);
  }

  return {
    told(trial, sha256, logged) {
      const found = known(trial);
      if (sha256 === null || found.names.includes(sha256)) return;
      found.names.push(sha256);
      for (const old of found.names.splice(0, found.names.length - KEPT)) void blobs.remove(old).catch(() => undefined);
      if (Date.now() - found.writtenAt < checkpointMs) return;
      found.writtenAt = Date.now();
      found.writing = Promise.all([found.writing, logged]).then(() => write(trial, sha256));
      found.writing.catch(() => undefined);
    },
    async named(trial, hooks) {
      try {
        const bytes = await artifacts.readCheckpoint(trial);
        return bytes && (await keepBlob(blobs, bytes, hash));
      } catch (error) {
        const aside = await artifacts.putCheckpointAside(trial);
        hooks.restarted?.(
          `Its checkpoint could not be read and was put aside as ${aside ?? "lost"}; the trial begins again. ${toErrorRecord(error).message}`,
        );
        return null;
      }
    },
    keep: (trial) => write(trial),
    written: (trial) => known(trial).writing,
    async forget(trial) {
      const names = byTrial.get(trial)?.names ?? [];
      byTrial.delete(trial);
      await Promise.all(names.map((name) => blobs.remove(name)));
    },
  };
}
