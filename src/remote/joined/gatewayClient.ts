import { StudioError, toErrorRecord } from "../../core/errors.ts";
import type { StopSignal } from "../../core/run/signal.ts";
import type { Renewal } from "../../queue/leaseQueue.ts";
import type { Report, TrialEnd } from "../job.ts";
import type { Handed, Hello, Joined, SteerOrder } from "../protocol.ts";
import type { Standing } from "../watching/standing.ts";

/** How a machine finds its gateway and is let in. */
export interface Invitation {
  /** Where the gateway may be reached; the first that answers is taken. */
  readonly addresses: readonly string[];
  readonly token: string;
}

/** The gateway as a worker sees it. Calls are repeated while it is away, as every one of them may come twice. */
export interface GatewayClient {
  readonly joined: () => Joined;
  /** The next trial; null where none came for a while, "done" where none will come. */
  lease(signal: AbortSignal): Promise<Handed | "done" | null>;
  report(id: string, lock: string, report: Report): Promise<Renewal>;
  end(id: string, lock: string, report: Report, end: TrialEnd): Promise<"taken" | "lost">;
  leave(id: string, lock: string, report: Report): Promise<"taken" | "lost">;
  getBlob(sha256: string): Promise<Uint8Array<ArrayBuffer>>;
  putBlob(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  standing(): Promise<Standing>;
  steer(order: SteerOrder): Promise<void>;
}

export interface ClientOptions {
  readonly invitation: Invitation;
  readonly hello: Hello;
  /** Gives up once the gateway was away for so long. */
  readonly patienceMs?: number;
  readonly fetch?: typeof fetch;
  /** Called with every session: a gateway that was started again gives another. */
  readonly onJoined?: (joined: Joined) => void;
}

const FIRST_WAIT_MS = 200;
const MOST_WAIT_MS = 5_000;
const HTTP = { none: 204, unauthorised: 401, notThere: 404, gone: 410, tooMany: 429 };

interface Call {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly json?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal | undefined;
}

/** Joins. Throws StudioError "Refused" in the gateway's own words where it does not let this machine in, "NotFound" where none answers. */
export async function joinGateway(options: ClientOptions): Promise<GatewayClient> {
  const { joined, ask } = await openLine(options);
  const told = async (path: string, json: unknown): Promise<"taken" | "lost"> =>
    (await ask({ method: "POST", path, json })).ok ? "taken" : "lost";
  return {
    joined,
    async lease(signal) {
      const answer = await ask({ method: "POST", path: "/lease", json: {}, signal });
      if (answer.status === HTTP.gone) return "done";
      return answer.status === HTTP.none ? null : ((await answer.json()) as Handed);
    },
    async report(id, lock, report) {
      const answer = await ask({ method: "POST", path: `/lease/${id}`, json: { lock, report } });
      return answer.ok ? ((await answer.json()) as Renewal) : "lost";
    },
    end: (id, lock, report, end) => told(`/lease/${id}/end`, { lock, report, end }),
    leave: (id, lock, report) => told(`/lease/${id}/leave`, { lock, report }),
    async getBlob(sha256) {
      const answer = await ask({ method: "GET", path: `/blob/${sha256}` });
      if (!answer.ok)
        throw new StudioError("WorkerCrashed", `The gateway no longer has the bytes ${sha256.slice(0, 12)}.`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    async putBlob(sha256, bytes) {
      await ask({ method: "PUT", path: `/blob/${sha256}`, bytes });
    },
    standing: async () => (await (await ask({ method: "GET", path: "/standing" })).json()) as Standing,
    async steer(order) {
      await ask({ method: "POST", path: "/steer", json: order });
    },
  };
}

/** A line to the gateway: calls under the session, which is begun again where the gateway no longer knows it. */
async function openLine({ invitation, hello, patienceMs = 120_000, fetch: call = fetch, onJoined }: ClientOptions) {
  const { addresses, token } = invitation;
  let joined: Joined | null = null;
  /** A machine keeps the name that it was given, also where it is refused by it. */
  let { name } = hello;
  let address = addresses[0] ?? "";

  function once({ method, path, json, bytes, signal }: Call): Promise<Response> {
    const headers: Record<string, string> = {};
    if (joined) headers.authorization = `Bearer ${joined.session}`;
    if (json !== undefined) headers["content-type"] = "application/json";
    if (bytes) headers["content-type"] = "application/octet-stream";
    const body = bytes ?? (json === undefined ? undefined : JSON.stringify(json));
    return call(new URL(path, address), {
      ...{ method, headers },
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
  }

  /** Tries every address, and all of them again for as long as there is patience. */
  async function join(): Promise<void> {
    const json = { token, hello: { ...hello, name } };
    joined = null;
    joined = await patiently(async () => {
      for (const one of addresses) {
        address = one;
        const answer = await once({ method: "POST", path: "/join", json }).catch(() => null);
        if (answer?.ok) return (await answer.json()) as Joined;
        if (answer && answer.status < 500) throw new StudioError("Refused", await reasonIn(answer));
      }
      return null;
    });
    name = joined.name;
    onJoined?.(joined);
  }

  /** What the gateway says, be it that something is not there or was lost, once it says anything. */
  const ask = (asked: Call): Promise<Response> =>
    patiently(async () => {
      const answer = await once(asked).catch((error: unknown) => {
        if (asked.signal?.aborted) throw error;
        return null;
      });
      if (!answer || answer.status >= 500 || answer.status === HTTP.tooMany) return null;
      if (answer.ok || answer.status === HTTP.gone || answer.status === HTTP.notThere) return answer;
      if (answer.status !== HTTP.unauthorised) throw new StudioError("Refused", await reasonIn(answer));
      await join();
      return null;
    });

  async function patiently<T>(attempt: () => Promise<T | null>): Promise<T> {
    const began = Date.now();
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(MOST_WAIT_MS, 2 * wait)) {
      const found = await attempt();
      if (found !== null) return found;
      if (Date.now() - began > patienceMs) throw unreachable(addresses);
      await pause(wait);
    }
  }

  await join();
  return { joined: () => joined!, ask };
}

/** The gateway's sentence, also from a proxy that answers in its place. */
async function reasonIn(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    return (JSON.parse(text) as { readonly message: string }).message;
  } catch {
    return `It answered ${answer.status}: ${text.slice(0, 200)}`;
  }
}

const unreachable = (addresses: readonly string[]) =>
  new StudioError("NotFound", `No gateway answers at ${addresses.join(", ")}. Is "cristae serve" running there?`);

export const pause = (milliseconds: number, signal?: StopSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end);
  });

/** What kept a machine from working, and is no trial's fault. */
export const isOfTheMachine = (error: unknown): boolean =>
  ["DiskFull", "Refused", "NotFound", "LeaseLost"].includes(toErrorRecord(error).name);
