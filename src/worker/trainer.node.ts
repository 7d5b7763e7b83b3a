import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { installGpu } from "../engine/webgpu/nodeGpu.ts";
import { nodeWasm } from "./proof/nodeWasm.ts";
import { createTrainer } from "./trainer.ts";
import type { TrainerApi } from "./trainerApi.ts";

if (!parentPort) throw new Error("trainer.node is the entry of a worker thread.");

const trainer = createTrainer(nodeWasm(import.meta.url));
const api: TrainerApi = {
  ...trainer,
  async open(device) {
    if (device === "webgpu") await installGpu();
    return trainer.open(device);
  },
};
Comlink.expose(api, nodeEndpoint(parentPort));
