import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { createTrainer } from "./trainer.ts";

if (!parentPort) throw new Error("trainer.node is the entry of a worker thread.");
Comlink.expose(createTrainer(), nodeEndpoint(parentPort));
