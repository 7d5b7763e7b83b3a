import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { toErrorRecord } from "../core/errors.ts";
import { createStopper } from "../core/run/signal.ts";
import type { LeaseQueue, LeaseTimes } from "../queue/leaseQueue.ts";

type Queue = LeaseQueue<string, number, string>;

/** A queue held to its contract. Opened twice by one name, it is the same queue where it outlives a process. */
export interface ContractedQueue {
  readonly open: (name: string, times: LeaseTimes) => Promise<Queue>;
  readonly outlivesItsProcess: boolean;
}

/** Short enough to wait for, long enough for a busy machine. */
const TIMES: LeaseTimes = { lockMs: 1_500, checkMs: 300 };
const newName = (): string => `q${randomUUID()}`;
const never = () => createStopper().signal;
const silent = { progressed: () => undefined };

/** What every queue does, wherever it keeps its work. */
export function queueContract(name: string, { open, outlivesItsProcess }: ContractedQueue): void {
  describe(`${name} as a lease queue`, () => {
    const opened: Queue[] = [];
    const made = async (queueName = newName()): Promise<Queue> => {
      const queue = await open(queueName, TIMES);
      opened.push(queue);
      return queue;
    };
    afterAll(async () => {
      for (const queue of opened) {
        await queue.clear();
        await queue.close();
      }
    });

    handingOut(made);
    leases(made);
    lasting(made, outlivesItsProcess);
  });
}

type Make = (name?: string) => Promise<Queue>;

function handingOut(made: Make): void {
  test("hands work out once, in its order, and resolves whoever follows it", async () => {
    const queue = await made();
    await queue.add("t-1", "one");
    await queue.add("t-2", "two");
    await queue.add("t-1", "another of that name");
    const results = Promise.all(["t-1", "t-2"].map((id) => queue.follow(id, silent, never())));
    const leases = [(await queue.lease(never()))!, (await queue.lease(never()))!];
    expect(leases.map(({ id, payload, attempt, progress }) => [id, payload, attempt, progress])).toEqual([
      ["t-1", "one", 1, null],
      ["t-2", "two", 1, null],
    ]);
    for (const { id, lock } of leases) expect(await queue.finish(id, lock, `done ${id}`)).toBe("taken");
    expect(await results).toEqual(["done t-1", "done t-2"]);
    expect(await queue.follow("t-1", silent, never())).toBe("done t-1");
    expect(await queue.finish("t-1", leases[0]!.lock, "once more")).toBe("lost");
  });

  test("waits for work until it comes, or until nobody wants it any more", async () => {
    const queue = await made();
    const stopper = createStopper();
    const none = queue.lease(stopper.signal);
    const some = queue.lease(never());
    stopper.stop("enough");
    expect(await none).toBeNull();
    await queue.add("t-1", "late");
    expect((await some)!.payload).toBe("late");
  });

  test("tells whoever follows how it goes, and the holder when it is to stop", async () => {
    const queue = await made();
    await queue.add("t-1", "one");
    const told: (readonly [number, number])[] = [];
    const result = queue.follow("t-1", { progressed: (...one) => void told.push(one) }, never());
    const { lock } = (await queue.lease(never()))!;
    expect(await queue.renew("t-1", lock, 10)).toEqual({});
    await expect.poll(() => told.at(-1), { timeout: 10_000 }).toEqual([10, 1]);
    expect(await queue.stop("t-1", "pruned")).toBe(true);
    expect(await queue.renew("t-1", lock, 20)).toEqual({ stop: "pruned" });
    await queue.finish("t-1", lock, "stopped");
    expect(await result).toBe("stopped");
    expect(told.at(-1)).toEqual([20, 1]);
  });
}

function leases(made: Make): void {
  test("what is given back is another's at once, with what was told; that is no lost attempt", async () => {
    const queue = await made();
    await queue.add("t-1", "one");
    const first = (await queue.lease(never()))!;
    const next = queue.lease(never());
    expect(await queue.giveBack("t-1", first.lock, 30)).toBe("taken");
    const second = (await next)!;
    expect([second.attempt, second.givenBack, second.progress]).toEqual([2, 1, 30]);
    expect(await queue.renew("t-1", first.lock, 40)).toBe("lost");
    expect(await queue.giveBack("t-1", first.lock, 40)).toBe("lost");
    expect(await queue.finish("t-1", second.lock, "done")).toBe("taken");
  });

  test("a lock that is not renewed expires: another has the work then, and what comes late is refused", async () => {
    const queue = await made();
    await queue.add("t-1", "one");
    const first = (await queue.lease(never()))!;
    await queue.renew("t-1", first.lock, 10);
    const second = (await queue.lease(never()))!;
    expect([second.id, second.attempt, second.givenBack, second.progress]).toEqual(["t-1", 2, 0, 10]);
    expect(second.lock).not.toBe(first.lock);
    expect(await queue.renew("t-1", first.lock, 99)).toBe("lost");
    expect(await queue.finish("t-1", first.lock, "late")).toBe("lost");
    expect(await queue.finish("t-1", second.lock, "in time")).toBe("taken");
    expect(await queue.follow("t-1", silent, never())).toBe("in time");
  });

  test("a lock that is renewed holds longer than its time", async () => {
    const queue = await made();
    await queue.add("t-1", "one");
    const { lock } = (await queue.lease(never()))!;
    for (let beat = 0; beat < 8; beat++) {
      await new Promise((resolve) => setTimeout(resolve, TIMES.lockMs / 3));
      expect(await queue.renew("t-1", lock, beat)).toEqual({});
    }
    expect(await queue.finish("t-1", lock, "done")).toBe("taken");
  });
}

function lasting(made: Make, outlivesItsProcess: boolean): void {
  test("following ends when it is stopped; what was removed is unknown, and lost to its holder", async () => {
    const queue = await made();
    await queue.add("t-1", "one");
    await queue.add("t-2", "two");
    const stopper = createStopper();
    const following = queue.follow("t-1", silent, stopper.signal);
    stopper.stop("no longer wanted");
    expect(toErrorRecord(await following.catch((error: unknown) => error)).name).toBe("Cancelled");
    expect(await queue.stop("t-1", "nobody holds it")).toBe(false);
    await queue.remove("t-1");
    await queue.remove("unknown");
    const { id, lock } = (await queue.lease(never()))!;
    expect(id).toBe("t-2");
    await queue.remove("t-2");
    expect(await queue.renew("t-2", lock, 1)).toBe("lost");
    expect(await queue.finish("t-2", lock, "late")).toBe("lost");
    await queue.add("t-1", "anew");
    expect((await queue.lease(never()))!.payload).toBe("anew");
  });

  if (outlivesItsProcess)
    test("work, locks and results are there for whoever opens it next", async () => {
      const shared = newName();
      const first = await made(shared);
      await first.add("t-1", "one");
      const { lock } = (await first.lease(never()))!;
      const second = await made(shared);
      await second.add("t-1", "known already");
      expect(await second.renew("t-1", lock, 5)).toEqual({});
      expect(await second.finish("t-1", lock, "done")).toBe("taken");
      expect(await first.follow("t-1", silent, never())).toBe("done");
      expect(await first.renew("t-1", lock, 6)).toBe("lost");
    });
}
