import type { FastifyInstance } from "fastify";
import type { Machine } from "../crew.ts";
import type { Dispatch } from "../dispatch.ts";
import { steerSchema } from "../protocol.ts";
import type { MachineStanding, Standing, Training } from "../watching/standing.ts";
import type { Gate } from "./gateway.ts";
import { checked, Refusal } from "./refusal.ts";
import type { Sessions } from "./sessions.ts";

/** Shows how things stand, and takes what those who steer decide. */
export function addWatching(server: FastifyInstance, gate: Gate, dispatch: Dispatch, sessions: Sessions): void {
  const { crew, lockMs, standing } = gate.options;
  const { control, chronicle } = gate;

  server.get("/standing", (request): Standing => {
    gate.allow(request, "work", "watch", "steer");
    const spans = chronicle.spans();
    return {
      ...{ now: Date.now(), lockMs, spans, ...control },
      study: standing(spans),
      machines: crew.machines().map(machineStanding),
      happenings: chronicle.happenings(),
      totals: chronicle.totals(),
    };
  });

  server.post("/steer", async (request, reply) => {
    gate.allow(request, "steer");
    const order = checked(steerSchema, "The order", request.body);
    if (order.does === "freeze") control.isFrozen = order.on;
    else if (order.does === "highlight") control.highlighted = order.machine;
    else await steerOne(order.does, machineNamed(order.machine));
    return reply.send({});
  });

  server.post("/leave", async (request, reply) => {
    const session = gate.allow(request, "work");
    await goneFrom(session.machine!, "What it trained goes on elsewhere.");
    sessions.end(session);
    return reply.send({});
  });

  function machineNamed(name: string): Machine {
    const machine = crew.find(name);
    if (!machine) throw new Refusal(404, `There is no machine "${name}" any more.`);
    return machine;
  }

  async function steerOne(does: "pause" | "goOn" | "sendOut", machine: Machine): Promise<void> {
    if (does !== "sendOut") {
      machine.isPaused = does === "pause";
      return;
    }
    sessions.endOf(machine);
    await dispatch.leaveAll(machine);
    crew.sendOut(machine);
    chronicle.happened(machine.name, "sentOut", null, "It was sent out; what it trained goes on elsewhere.");
  }

  async function goneFrom(machine: Machine, text: string): Promise<void> {
    await dispatch.leaveAll(machine);
    crew.leave(machine);
    chronicle.happened(machine.name, "left", null, text);
  }
}

function machineStanding({ holds, ...machine }: Machine): MachineStanding {
  const { name, device, cores, slots, isBrowser, isPaused, seenAt, finished, lost } = machine;
  return {
    ...{ name, device, cores, slots, isPaused, seenAt, finished, lost },
    isBrowser: isBrowser ?? false,
    trains: [...holds.values()].map(({ trial, attempt, step, steps, stepsPerSecond, renewedAt }): Training => ({
      ...{ trial, attempt, step, steps, stepsPerSecond, renewedAt },
    })),
  };
}
