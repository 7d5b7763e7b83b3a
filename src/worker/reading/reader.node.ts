import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { locateOnDisk } from "./disk.ts";
import { nodeSha256 } from "./nodeSha256.ts";
import { createReader } from "./reader.ts";

if (!parentPort) throw new Error("reader.node is the entry of a worker thread.");

Comlink.expose(createReader(locateOnDisk, nodeSha256), nodeEndpoint(parentPort));
