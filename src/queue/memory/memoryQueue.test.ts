import { queueContract } from "../../testing/queueContract.ts";
import { memoryQueue } from "./memoryQueue.ts";

queueContract("the queue in memory", {
  open: (_, times) => Promise.resolve(memoryQueue(times)),
  outlivesItsProcess: false,
});
