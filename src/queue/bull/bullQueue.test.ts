import { afterAll, describe, expect, test } from "vitest";
import { createStopper } from "../../core/run/signal.ts";
import { queueContract } from "../../testing/queueContract.ts";
import { startPostgres, startRedis } from "../../testing/servers.ts";
import { WITHOUT_POSTGRES, WITHOUT_REDIS } from "../../testing/skipping.ts";
import { bullQueue } from "./bullQueue.ts";

const redis = await startRedis();
const postgres = await startPostgres();
afterAll(async () => {
  await redis?.stop();
  await postgres?.stop();
});

describe.skipIf(!redis)("on Redis", WITHOUT_REDIS, () => {
  queueContract("BullMQ", { open: (name, times) => bullQueue(redis!.address, name, times), outlivesItsProcess: true });

  test("a server that is killed and started again has the work, and its leases go on", async () => {
    const queue = await bullQueue<string, number, string>(redis!.address, "killed", { lockMs: 20_000, checkMs: 500 });
    await queue.add("t-1", "one");
    await queue.add("t-2", "two");
    const { lock } = (await queue.lease(createStopper().signal))!;
    await queue.renew("t-1", lock, 10);
    const result = queue.follow("t-1", { progressed: () => undefined }, createStopper().signal);
    // What was written within the last second may be lost with the machine.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await redis!.killAndRestart();
    expect(await queue.renew("t-1", lock, 20)).toEqual({});
    expect(await queue.finish("t-1", lock, "done")).toBe("taken");
    expect(await result).toBe("done");
    expect((await queue.lease(createStopper().signal))!.id).toBe("t-2");
    await queue.clear();
    await queue.close();
  });
});

describe.skipIf(!postgres)("on PostgreSQL", WITHOUT_POSTGRES, () => {
  queueContract("BullMQ", {
    open: (name, times) => bullQueue(postgres!.address, name, times),
    outlivesItsProcess: true,
  });
});

test("says where no server answers, and not the password", async () => {
  await expect(bullQueue("redis://me:secret@127.0.0.1:1", "none")).rejects.toThrow(
    /^No queue answers at redis:\/\/127.0.0.1:1: .*ECONNREFUSED/,
  );
});
