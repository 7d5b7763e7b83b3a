import { createStopper } from "../../core/run/signal.ts";
import type { WorkDone } from "../../remote/joined/workLoop.ts";
import type { Output } from "../output.ts";
import { EXIT, type ExitCode } from "../program/run.ts";
import { cores } from "../run.ts";
import { readInvitation } from "../serving/access.ts";
import { createJoined } from "../serving/joinedMachine.ts";

export interface WorkFlags {
  readonly threads?: number;
  readonly device?: string;
  readonly name?: string;
  /** Seconds, as the others. */
  readonly lifetime?: number;
  readonly stagger?: number;
  readonly idle?: number;
  readonly cache?: string;
}

/** `cristae work`: trains for a study that is served elsewhere, until it is told to leave, its time is over, or there is nothing to do. */
export async function work(invitation: string, flags: WorkFlags, output: Output): Promise<ExitCode> {
  const { threads = cores, device, name = "", lifetime, stagger = 0, idle, cache } = flags;
  const { addresses, token } = await readInvitation(invitation);
  const leaving = createStopper();
  const leave = (why: string) => {
    if (!leaving.signal.aborted) output.note(`${why}: giving back what is trained here, with a checkpoint.`);
    leaving.stop(why);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGUSR1"] as const;
  for (const signal of signals) process.on(signal, leave);
  // Machines of one array, begun together, do not all leave together.
  const lifeMs = lifetime === undefined ? null : 1000 * Math.max(1, lifetime - Math.random() * stagger);
  const timer = lifeMs === null ? undefined : setTimeout(() => leave("Its lifetime is over"), lifeMs);
  try {
    const machine = createJoined({ addresses, token }, { slots: threads, device, name, cache });
    const why = await machine.work({
      leaving: leaving.signal,
      ...(idle !== undefined && { idleMs: 1000 * idle }),
      onJoined(own, study) {
        output.json({ type: "joined", name: own, study });
        output.note(`Joined "${study}" as ${own}, with ${threads} ${threads === 1 ? "thread" : "threads"}.`);
      },
      onWork: (done) => sayWork(done, output),
      onFetched: (bytes) => output.json({ type: "fetched", bytes }),
    });
    output.json({ type: "left", because: why });
    if (why !== "asked") output.note(why === "done" ? "The study is done." : "There was nothing to do for long; left.");
    return EXIT.done;
  } finally {
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, leave);
  }
}

function sayWork(done: WorkDone, output: Output): void {
  output.json({ type: "work", ...done });
  output.step(wordsOf(done));
}

function wordsOf(done: WorkDone): string {
  const trial = `Trial ${done.trial}`;
  switch (done.does) {
    case "begins":
      return `${trial} begins${done.attempt > 1 ? `, attempt ${done.attempt}` : ""}`;
    case "ended":
      return `${trial} ${done.status}${done.because === undefined ? "" : `: ${done.because}`}`;
    case "lost":
      return `${trial} is another machine's now`;
    case "gaveBack":
      return `${trial} given back`;
    default:
      return done satisfies never;
  }
}
