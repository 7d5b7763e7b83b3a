import type { AddressInfo } from "node:net";
import type { RequestListener } from "node:http";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { createStopper, type StopSignal } from "../../core/run/signal.ts";
import type { BlobStore } from "../blobs/blobStore.ts";
import type { Crew } from "../crew.ts";
import type { TrialQueue } from "../job.ts";
import { createControl, type Control } from "../control.ts";
import { createDispatch } from "../dispatch.ts";
import type { Role } from "../protocol.ts";
import { addBlobs } from "./blobRoutes.ts";
import { addJoining } from "./joinRoutes.ts";
import { addLeasing } from "./leaseRoutes.ts";
import { Refusal } from "./refusal.ts";
import { createSessions, type Session } from "./sessions.ts";
import { addWatching } from "./watchRoutes.ts";
import { createChronicle, type Chronicle } from "../watching/chronicle.ts";
import type { Span, StudyStanding } from "../watching/standing.ts";
import type { KeptToken } from "./tokens.ts";

export interface GatewayOptions {
  readonly queue: TrialQueue;
  readonly crew: Crew;
  readonly blobs: BlobStore;
  readonly tokens: () => readonly KeptToken[];
  /** The build that machines must be of. */
  readonly build: string;
  /** Name of the study. */
  readonly study: string;
  readonly lockMs: number;
  /** Trials that have not ended; slow machines get none of the last ones. */
  readonly left?: () => number;
  /** How the study stands, for whoever looks on; given what machines have trained lately. */
  readonly standing: (spans: readonly Span[]) => StudyStanding;
  /** Answers what is no call of ours: the page. */
  readonly page?: RequestListener;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** How long a call for work waits for some. */
  readonly pollMs?: number;
}

export interface Gateway {
  /** Resolves with the port. */
  listen(port: number, host: string): Promise<number>;
  /** Tells whoever waits for work that the study is done. */
  finish(): void;
  /** Hands nothing more to a machine of which something is known that is not so. */
  distrust(machine: string, because: string): void;
  close(): Promise<void>;
}

/** JSON larger than this is no report of ours. */
const MOST_JSON_BYTES = 1 << 20;

/** What routes share: who calls, and whether they may. */
export interface Gate {
  readonly options: GatewayOptions;
  /** Aborted once the study is done. */
  readonly done: StopSignal;
  readonly control: Control;
  readonly chronicle: Chronicle;
  /** Throws Refusal 401 without a session, 403 for another role, 429 for one that calls too often. */
  allow(request: FastifyRequest, ...roles: readonly Role[]): Session;
}

/** The door of a study for other machines: it holds locks for them, and hands bytes in and out. */
export function createGateway(options: GatewayOptions): Gateway {
  const server = fastify({
    bodyLimit: MOST_JSON_BYTES,
    ...(options.tls && { https: options.tls }),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  const sessions = createSessions(Date.now);
  const done = createStopper();
  const gate: Gate = {
    options,
    done: done.signal,
    control: createControl(),
    chronicle: createChronicle(Date.now),
    allow(request, ...roles) {
      const session = sessions.find(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
      if (!session) throw new Refusal(401, "Join first: this call needs a session.");
      if (!roles.includes(session.role))
        throw new Refusal(
          403,
          `This link is for those who ${session.role}; this call is for those who ${roles.join(" or ")}.`,
        );
      if (!sessions.mayCall(session)) throw new Refusal(429, "Too many calls; wait a moment.");
      return session;
    },
  };
  server.addHook("onRequest", (request, _, done) => {
    if (isTrick(request.url)) done(new Refusal(400, "No such path."));
    else done();
  });
  server.setErrorHandler((error: Error & { readonly statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500;
    void reply.code(status).send({ message: status < 500 ? error.message : "The gateway failed at this call." });
  });
  addJoining(server, gate, sessions);
  const dispatch = createDispatch({ ...options, chronicle: gate.chronicle });
  addLeasing(server, gate, dispatch);
  addWatching(server, gate, dispatch, sessions);
  addBlobs(server, gate);
  addPage(server, options.page);
  return {
    async listen(port, host) {
      await server.listen({ port, host });
      return (server.server.address() as AddressInfo).port;
    },
    distrust(name, because) {
      const machine = options.crew.find(name);
      if (machine) machine.isPaused = true;
      gate.chronicle.happened(name, "doubted", null, `It gets nothing more: ${because}.`);
    },
    finish: () => done.stop("the study is done"),
    close: () => server.close(),
  };
}

/** No path of ours has a dot-dot, a backslash or a zero in it, however they are written. */
function isTrick(url: string): boolean {
  try {
    const path = decodeURIComponent(url.split("?")[0]!);
    return /(^|[/\\])\.\.([/\\]|$)|\\|\0|%/.test(path);
  } catch {
    return true;
  }
}

function addPage(server: FastifyInstance, page: RequestListener | undefined): void {
  server.setNotFoundHandler((request, reply) => {
    if (!page) return reply.code(404).send({ message: "No such path." });
    reply.hijack();
    page(request.raw, reply.raw);
    return reply;
  });
}
