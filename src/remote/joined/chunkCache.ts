import { StudioError } from "../../core/errors.ts";
import type { TrainingData } from "../../engine/trainingData.ts";
import type { BlobStore } from "../blobs/blobStore.ts";
import { unpackData, type DataManifest } from "../data/manifest.ts";
import type { GatewayClient } from "./gatewayClient.ts";

/** Chunks fetched at a time. */
const AT_A_TIME = 4;

export interface FetchOptions {
  readonly client: Pick<GatewayClient, "getBlob">;
  /** Where chunks stay, for the next study on the same data. */
  readonly cache: BlobStore;
  readonly hash: (bytes: Uint8Array) => string;
  readonly onFetched?: (bytes: number) => void;
}

/**
 * Data by the SHA-256 of their manifest, of which only chunks that the cache lacks are fetched. Each is checked; one that came damaged
 * is fetched once more. Throws StudioError "NotFound" where the gateway has it only damaged.
 */
export async function fetchData(manifest: string, options: FetchOptions): Promise<TrainingData> {
  const facts = JSON.parse(new TextDecoder().decode(await fetchChunk(manifest, options))) as DataManifest;
  const names = [...new Set([...facts.image, ...facts.labels])];
  const chunks = new Map<string, Uint8Array>();
  const waiting = names[Symbol.iterator]();
  const fetchOn = async () => {
    for (const name of waiting) chunks.set(name, await fetchChunk(name, options));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, fetchOn));
  return unpackData(facts, chunks);
}

async function fetchChunk(name: string, { client, cache, hash, onFetched }: FetchOptions): Promise<Uint8Array> {
  const kept = await cache.read(name);
  if (kept && hash(kept) === name) return kept;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const bytes = await client.getBlob(name);
    onFetched?.(bytes.length);
    if (hash(bytes) !== name) continue;
    // A cache that is full is no reason not to train.
    await cache.write(name, bytes).catch(() => undefined);
    return bytes;
  }
  throw new StudioError("NotFound", `The chunk ${name.slice(0, 12)} of the data came damaged, twice.`);
}
