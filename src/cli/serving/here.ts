import { createStopper } from "../../core/run/signal.ts";
import { createJoined, type JoinedMachine } from "./joinedMachine.ts";

/** This machine's own part of the work on a study that it serves. */
export interface Here {
  begin(onFailed: (why: string) => void): void;
  /** Gives back what it trains. */
  end(): Promise<void>;
}

interface HereOptions {
  readonly addresses: readonly string[];
  readonly token: string;
  readonly slots: number;
  readonly device: string | undefined;
}

/** Joins its own gateway, as any other machine does. */
export function createHere({ addresses, token, slots, device }: HereOptions): Here {
  const leaving = createStopper();
  let working: Promise<unknown> = Promise.resolve();
  return {
    begin(onFailed) {
      const machine: JoinedMachine = createJoined({ addresses, token }, { slots, device, name: "" });
      working = machine
        .work({ leaving: leaving.signal })
        .catch((error: unknown) => onFailed(error instanceof Error ? error.message : String(error)));
    },
    async end() {
      leaving.stop("the study is closed");
      await working;
    },
  };
}
