import { nodeHash } from "../../src/remote/blobs/nodeHash.ts";
import { createStopper } from "../../src/core/run/signal.ts";
import { joinGateway } from "../../src/remote/joined/gatewayClient.ts";
import { workFor } from "../../src/remote/joined/workLoop.ts";
import { simulatedWorkshop } from "./simulated.ts";
import type { SoakWorker } from "./soak.ts";

/** Some workers of a soak in one process, which may be killed or frozen at any time. */
const { port, token, slots, pointMs } = JSON.parse(process.argv[2]!) as SoakWorker;
const leaving = createStopper();
process.on("SIGTERM", () => leaving.stop("asked to"));
const client = await joinGateway({
  invitation: { addresses: [`http://127.0.0.1:${port}`], token },
  hello: { build: "soak", name: "", device: "simulated", cores: 1, slots },
});
await workFor({
  ...{ client, slots, hash: nodeHash, leaving: leaving.signal },
  open: (_, artifacts) => Promise.resolve(simulatedWorkshop(artifacts, pointMs)),
});
process.exit(0);
