import type { DeviceId, DeviceInfo } from "../engine/deviceIds.ts";
import { calibrate, type Calibration } from "./calibration.ts";
import { orCrash, type TrainerThread } from "./trainerThread.ts";

export interface DeviceMeasurement extends DeviceInfo, Calibration {}

/** An emulated GPU is never chosen by itself: one small step of it is measured. */
const ROUGHLY = 0.1;

/** Opens a device in a thread of its own and times it; null where it is not there. */
export async function measureDevice(spawn: () => TrainerThread, device: DeviceId): Promise<DeviceMeasurement | null> {
  const thread = spawn();
  try {
    const info = await orCrash(thread, thread.trainer.open(device));
    return {
      ...info,
      ...(await orCrash(thread, info.isFallback ? calibrate(thread.trainer, ROUGHLY) : calibrate(thread.trainer))),
    };
  } catch {
    return null;
  } finally {
    thread.end();
  }
}
