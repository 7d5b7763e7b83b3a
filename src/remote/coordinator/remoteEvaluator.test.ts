import { afterAll } from "vitest";
import { createPool } from "../../worker/pool.ts";
import { evaluatorContract } from "../../testing/evaluatorContract.ts";
import { fakeData, trainingThreads } from "../../testing/fakeThreads.ts";
import { remoteWork, type RemoteWork } from "../../testing/remoteWork.ts";
import type { Evaluator } from "../../core/run/evaluator.ts";

const opened: RemoteWork[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
});

evaluatorContract("machines that joined through a gateway", async () => {
  const { spawn, crash } = trainingThreads();
  const threads = { spawn, device: "cpu", slots: 2, data: fakeData } as const;
  const remote: RemoteWork = await remoteWork({
    evaluate: () => Promise.reject(new Error("nothing of this contract is trained here")),
    score: (...team) => here().score(...team),
    choose: (...choice) => here().choose(...choice),
    isKept: (member) => here().isKept(member),
  });
  const here = (): Evaluator => createPool({ ...threads, artifacts: remote.artifacts });
  opened.push(remote);
  void remote.work((_, artifacts) => Promise.resolve(createPool({ ...threads, artifacts })), { slots: 2 });
  await expectJoined(remote);
  return { evaluator: remote.evaluator, crash, untrained: 9 };
});

async function expectJoined({ crew }: RemoteWork): Promise<void> {
  while (crew.slots() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
