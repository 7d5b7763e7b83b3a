import { checkDevice, openDevice } from "../../src/engine/devices.ts";
import { takeSteps, warmUp } from "../measure.ts";
import { workloads } from "../workloads.ts";
import type { Answer, Question } from "./protocol.ts";

async function answer({ device, workload, steps }: Question): Promise<Answer> {
  try {
    const { detail } = await openDevice(device);
    if (device !== "webgpu") await warmUp();
    const taken = await takeSteps(
      workloads.find(({ name }) => name === workload)!,
      steps,
    );
    checkDevice();
    return { detail, ...taken };
  } catch (error) {
    return { error: String(error) };
  }
}

self.onmessage = ({ data }: MessageEvent<Question>) => void answer(data).then((reply) => self.postMessage(reply));
