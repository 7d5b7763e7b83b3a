import { openDevice } from "../../src/engine/devices.ts";
import { processorMs, takeSteps, WARM_UP, warmUp } from "../measure.ts";
import { candidates } from "./candidates.ts";

/** One turn: a training step of every candidate, as `torch_steps.py` does it natively. `turn.js STEPS`, one JSON object a line. */
const steps = Number(process.argv[2]);
await openDevice("simd");
await warmUp();
for (const workload of candidates) {
  let before = 0;
  const { times } = await takeSteps(workload, steps, (step) => {
    if (step === WARM_UP) before = processorMs();
  });
  const line = {
    workload: workload.name,
    cpuMs: (processorMs() - before) / steps,
    wallMs: times.reduce((sum, time) => sum + time, 0) / steps,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
