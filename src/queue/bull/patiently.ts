/** A server that restarts is away for seconds; one that stays away for longer is an error. */
const MOST_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Asks again while the server is away: what a queue is asked may come twice, and no trial is to blame for an outage. BullMQ's own answers,
 * which have negative codes, are passed on at once.
 */
export async function patiently<T>(ask: () => Promise<T>, mostMs = MOST_MS): Promise<T> {
  const began = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isAnswer(error) || performance.now() - began > mostMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

const isAnswer = (error: unknown): boolean => Number((error as { readonly code?: unknown }).code) < 0;
