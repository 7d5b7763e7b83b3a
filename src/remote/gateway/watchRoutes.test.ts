import { afterEach, beforeEach, expect, test } from "vitest";
import { createStopper } from "../../core/run/signal.ts";
import { contractCandidate } from "../../testing/evaluatorContract.ts";
import { BUILD, remoteWork, TOKENS, type RemoteWork } from "../../testing/remoteWork.ts";
import { toyEvaluator } from "../../testing/toyStudy.ts";
import { joinGateway, type GatewayClient } from "../joined/gatewayClient.ts";
import { NOTHING_TOLD } from "../job.ts";
import type { Handed } from "../protocol.ts";
import type { Standing } from "../watching/standing.ts";

let remote: RemoteWork;
beforeEach(async () => void (remote = await remoteWork(toyEvaluator(), { lockMs: 400, pollMs: 300 })));
afterEach(() => remote.close());

const silent = { started: () => undefined, reported: () => Promise.resolve(), progressed: () => undefined };
const signal = createStopper().signal;

const joinAs = (role: keyof typeof TOKENS, name = "", device = "simd"): Promise<GatewayClient> =>
  joinGateway({
    invitation: { addresses: [remote.address], token: TOKENS[role] },
    hello: { build: BUILD, name, device, cores: 2, slots: 1, isBrowser: true },
    patienceMs: 2_000,
  });
const lease = async (client: GatewayClient): Promise<Handed> => {
  for (;;) {
    const handed = await client.lease(new AbortController().signal);
    if (handed && handed !== "done") return handed;
  }
};
/** Asks for a trial, whose end nobody waits for. */
const ask = (trial: number) =>
  void remote.evaluator.evaluate(contractCandidate(trial), silent, signal).catch(() => undefined);
const progress = { trial: 1, step: 17, loss: 1, stepsPerSecond: 9 };

test("shows what every machine holds, how long for, and how fast it is", async () => {
  ask(1);
  const worker = await joinAs("work", "otter");
  const { id, lock } = await lease(worker);
  await worker.report(id, lock, { ...NOTHING_TOLD, device: "simd", fromStep: 0, progress });
  const { machines, spans, happenings } = await (await joinAs("watch")).standing();
  expect(machines).toMatchObject([
    {
      ...{ name: "otter", device: "simd", isBrowser: true, isPaused: false, finished: 0, lost: 0 },
      trains: [{ trial: 1, attempt: 1, step: 17, steps: 40, stepsPerSecond: 9 }],
    },
  ]);
  expect(spans).toMatchObject([{ machine: "otter", trial: 1, to: null, end: null }]);
  expect(happenings).toMatchObject([{ machine: "otter", does: "joined" }]);
});

test("a machine that is lost is told of with what was trained twice, and who took its trial up", async () => {
  ask(1);
  const [first, second, watching] = [
    await joinAs("work", "otter"),
    await joinAs("work", "lynx"),
    await joinAs("watch"),
  ];
  const held = await lease(first);
  await first.report(held.id, held.lock, { ...NOTHING_TOLD, device: "simd", fromStep: 0, progress });
  const again = await lease(second);
  await second.report(again.id, again.lock, { ...again.before, fromStep: 10 });
  expect(await first.report(held.id, held.lock, NOTHING_TOLD)).toBe("lost");
  const standing: Standing = await watching.standing();
  expect(standing.totals).toEqual({ lost: 1, recovered: 1, late: 1, stepsTwice: 7 });
  expect(standing.happenings.map(({ machine, does, trial }) => [machine, does, trial])).toEqual([
    ["otter", "late", 1],
    ["lynx", "tookUp", 1],
    ["otter", "lost", 1],
    ["lynx", "joined", null],
    ["otter", "joined", null],
  ]);
  expect(standing.spans.map(({ machine, end }) => [machine, end])).toEqual([
    ["otter", "lost"],
    ["lynx", null],
  ]);
});

test("a tab that is closed gives back what it holds at once", async () => {
  ask(1);
  const closing = await joinAs("work", "otter");
  const { id, lock } = await lease(closing);
  await closing.report(id, lock, { ...NOTHING_TOLD, device: "simd", fromStep: 0, progress });
  const { session } = closing.joined();
  const left = await fetch(`${remote.address}/leave`, {
    method: "POST",
    headers: { authorization: `Bearer ${session}`, "content-type": "application/json" },
    body: "{}",
  });
  expect(left.status).toBe(200);
  const next = await lease(await joinAs("work", "lynx"));
  expect([next.id, next.attempt]).toEqual([id, 2]);
  expect((await (await joinAs("watch")).standing()).totals).toMatchObject({ lost: 0, recovered: 1 });
});

test("a paused machine is handed nothing until it is let go on; frozen, none is", async () => {
  const steering = await joinAs("steer");
  const worker = await joinAs("work", "otter");
  for (const [hold, letGo] of [
    [
      { does: "pause", machine: "otter" },
      { does: "goOn", machine: "otter" },
    ],
    [
      { does: "freeze", on: true },
      { does: "freeze", on: false },
    ],
  ] as const) {
    ask(hold.does === "pause" ? 1 : 2);
    await steering.steer(hold);
    expect(await worker.lease(new AbortController().signal)).toBeNull();
    await steering.steer(letGo);
    expect((await lease(worker)).attempt).toBe(1);
  }
});

test("one that is sent out loses its trial to others and does not come back", async () => {
  ask(1);
  const worker = await joinAs("work", "otter");
  const { id } = await lease(worker);
  await (await joinAs("steer")).steer({ does: "sendOut", machine: "otter" });
  for (let call = 1; call <= 2; call++)
    await expect(worker.lease(new AbortController().signal)).rejects.toThrow("otter was sent out of this search.");
  expect((await lease(await joinAs("work", "lynx"))).id).toBe(id);
});

test("only those who steer decide", async () => {
  for (const role of ["work", "watch"] as const)
    await expect((await joinAs(role)).steer({ does: "freeze", on: true })).rejects.toThrow(
      /this call is for those who steer/,
    );
  expect((await (await joinAs("watch")).standing()).isFrozen).toBe(false);
});

test("a trial goes on on the kind of device that it began on, if one is free; else on another", async () => {
  ask(1);
  const point = { step: 10, loss: 1, learningRate: 1e-3 };
  const begin = async (name: string) => {
    const machine = await joinAs("work", name, "webgpu");
    const { id, lock, before } = await lease(machine);
    await machine.leave(id, lock, { ...before, device: "webgpu", fromStep: 0, curve: [point] });
    return machine;
  };
  const gpu = await begin("otter");
  const cpu = await joinAs("work", "lynx", "simd");
  const onCpu = lease(cpu);
  const { id, lock, before } = await lease(gpu);
  expect(before.curve).toEqual([point]);
  remote.crew.find("otter")!.isPaused = true;
  await gpu.leave(id, lock, { ...before, device: "webgpu", fromStep: 10 });
  expect((await onCpu).id).toBe(id);
});
