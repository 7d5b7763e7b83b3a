import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createStopper } from "../../core/run/signal.ts";
import { mayAsk } from "../control.ts";
import type { Machine } from "../crew.ts";
import type { Dispatch } from "../dispatch.ts";
import { endSchema, jobIdSchema, leaveSchema, reportSchema, type Handed } from "../protocol.ts";
import type { Gate } from "./gateway.ts";
import { checked } from "./refusal.ts";

const POLL_MS = 25_000;
const DONE = { message: "The study is done." };
const LOST = { message: "This trial is another machine's now; drop it." };

/** Hands out trials and takes in what becomes of them. */
export function addLeasing(server: FastifyInstance, gate: Gate, dispatch: Dispatch): void {
  const { crew, pollMs = POLL_MS, left = () => Infinity } = gate.options;
  const working = (request: FastifyRequest): Machine => gate.allow(request, "work").machine!;
  const asking = { control: gate.control, left, machines: () => crew.machines() };
  const idOf = (request: FastifyRequest) => checked(jobIdSchema, "The trial", (request.params as { id: string }).id);
  const taken = (reply: FastifyReply, answer: "taken" | "lost") =>
    answer === "taken" ? reply.send({}) : reply.code(410).send(LOST);

  server.post("/lease", async (request, reply) => {
    const machine = working(request);
    crew.heardOf(machine);
    const until = createStopper(gate.done);
    const timer = setTimeout(() => until.stop("late"), pollMs);
    const gone = () => until.stop("gone");
    request.raw.socket.once("close", gone);
    try {
      const handed = (await mayAsk({ ...asking, machine }, until.signal))
        ? await dispatch.lease(machine, until.signal)
        : null;
      if (!handed) return await (gate.done.aborted ? reply.code(410).send(DONE) : reply.code(204).send());
      if (request.raw.socket.destroyed) return await giveBack(machine, handed);
      return await reply.send(handed);
    } finally {
      clearTimeout(timer);
      until.leave();
      request.raw.socket.off("close", gone);
    }
  });

  /** Whoever waited for it went away meanwhile. */
  const giveBack = (machine: Machine, { id, lock, before }: Handed) => dispatch.leave(machine, id, lock, before);

  server.post("/lease/:id", async (request, reply) => {
    const machine = working(request);
    const { lock, report } = checked(reportSchema, "The report", request.body);
    const answer = await dispatch.report(machine, idOf(request), lock, report);
    return answer === "lost" ? reply.code(410).send(LOST) : reply.send(answer);
  });
  server.post("/lease/:id/end", async (request, reply) => {
    const machine = working(request);
    const { lock, ...last } = checked(endSchema, "The end", request.body);
    return taken(reply, await dispatch.end(machine, idOf(request), lock, last));
  });
  server.post("/lease/:id/leave", async (request, reply) => {
    const machine = working(request);
    const { lock, report } = checked(leaveSchema, "The report", request.body);
    return taken(reply, await dispatch.leave(machine, idOf(request), lock, report));
  });
}
