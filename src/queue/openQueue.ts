import { StudioError } from "../core/errors.ts";
import { USUAL_TIMES, type LeaseQueue, type LeaseTimes } from "./leaseQueue.ts";
import { memoryQueue } from "./memory/memoryQueue.ts";

/**
 * The queue at an address: `memory`, `redis://...` or `postgres://...`; what servers need is loaded only when one is asked for. Throws
 * StudioError "BadInput" for another address, and where no server answers.
 */
export async function openQueue<Payload, Progress, Result>(
  address: string,
  name: string,
  times: LeaseTimes = USUAL_TIMES,
): Promise<LeaseQueue<Payload, Progress, Result>> {
  if (address === "memory") return memoryQueue(times);
  if (!/^(rediss?|postgres(ql)?):\/\/./.test(address))
    throw new StudioError(
      "BadInput",
      `--queue is "${address}"; it must be memory, redis://HOST:PORT or postgres://USER@HOST:PORT/DATABASE.`,
    );
  const { bullQueue } = await import("./bull/bullQueue.ts");
  return bullQueue(address, name, times);
}
