import type { Report } from "./job.ts";
import type { Hello } from "./protocol.ts";

/** A machine that has joined; it changes in place. */
export interface Machine extends Hello {
  /** When it was last heard of, by the crew's clock. */
  seenAt: number;
  /** Trials it holds, by the names of their jobs. */
  readonly holds: Map<string, Held>;
  finished: number;
  /** Leases it lost. */
  lost: number;
  /** It is handed nothing more until it is let go on. */
  isPaused: boolean;
  /** Of the trial it told of last; null before it told of one. */
  stepsPerSecond: number | null;
}

export interface Held {
  readonly trial: number;
  readonly attempt: number;
  readonly lock: string;
  readonly steps: number;
  /** What it told last, to be handed on when it goes without a word. */
  report: Report;
  renewedAt: number;
  step: number;
  stepsPerSecond: number;
}

/** The machines that work on a study, and how much they can do. */
export interface Crew {
  join(hello: Hello): Machine;
  heardOf(machine: Machine): void;
  leave(machine: Machine): void;
  /** It may not come back under its name. */
  sendOut(machine: Machine): void;
  isSentOut(name: string): boolean;
  find(name: string): Machine | null;
  machines(): readonly Machine[];
  /** Trials that those heard of lately train at a time. */
  slots(): number;
  /** One listener at a time. */
  onMore(listener: () => void): void;
}

/** Animals are easier to tell from each other than numbers. */
const NAMES = [
  ...[
    "heron",
    "kestrel",
    "otter",
    "badger",
    "lynx",
    "marten",
    "curlew",
    "bittern",
    "stoat",
    "plover",
    "osprey",
    "hare",
  ],
  ...["weasel", "crane", "ibis", "vole", "wren", "puffin", "tern", "dormouse", "beaver", "newt", "adder", "magpie"],
  ...["shrew", "dipper", "siskin", "swift", "teal", "merlin", "godwit", "eider", "gannet", "polecat", "roe", "ibex"],
];

/** Machines that were not heard of for so long do not count. */
export function createCrew(now: () => number, goneAfterMs: number): Crew {
  const machines = new Set<Machine>();
  const sentOut = new Set<string>();
  let more: () => void = () => undefined;
  const isThere = ({ seenAt }: Machine) => now() - seenAt < goneAfterMs;

  function freeName(wanted: string): string {
    const taken = new Set([...machines].filter(isThere).map(({ name }) => name));
    const candidates = wanted === "" ? NAMES : [wanted];
    for (let round = 1; ; round++)
      for (const name of candidates.map((one) => (round === 1 ? one : `${one} ${round}`)))
        if (!taken.has(name) && !sentOut.has(name)) return name;
  }

  return {
    join(hello) {
      for (const machine of machines) if (!isThere(machine) && machine.holds.size === 0) machines.delete(machine);
      const name = freeName(hello.name);
      const nothing = { finished: 0, lost: 0, isPaused: false, stepsPerSecond: null };
      const machine: Machine = { ...hello, name, seenAt: now(), holds: new Map(), ...nothing };
      machines.add(machine);
      more();
      return machine;
    },
    heardOf(machine) {
      const wasThere = isThere(machine);
      machine.seenAt = now();
      if (!wasThere) more();
    },
    leave: (machine) => void machines.delete(machine),
    sendOut(machine) {
      sentOut.add(machine.name);
      machines.delete(machine);
    },
    isSentOut: (name) => sentOut.has(name),
    find: (name) => [...machines].find((machine) => machine.name === name && isThere(machine)) ?? null,
    machines: () => [...machines].filter(isThere),
    slots: () => [...machines].filter(isThere).reduce((sum, { slots }) => sum + slots, 0),
    onMore: (listener) => void (more = listener),
  };
}
