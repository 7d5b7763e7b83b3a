import type { Call } from "./trainerApi.ts";

/** Calls to another thread, one after the other; an error of one surfaces in `done`. */
export interface CallsInOrder {
  push(call: () => Call): Promise<void>;
  done(): Promise<void>;
}

export function inOrder(): CallsInOrder {
  let last: Promise<void> = Promise.resolve();
  return {
    push: (call) => (last = last.then(call)),
    done: () => last,
  };
}
