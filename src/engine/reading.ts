import type { Tensor } from "@tensorflow/tfjs-core";
import { checkDevice, deviceLost } from "./devices.ts";

const LONGEST_WAIT_MILLISECONDS = 1000;

/** The numbers of a tensor. Throws what the device has reported: mistakes and the loss of a GPU first show where it is read from. */
export async function readTensor(tensor: Tensor): Promise<Float32Array> {
  let values: Float32Array;
  try {
    values = (await tensor.data()) as Float32Array;
  } catch (error) {
    // A reading may fail a moment before the device says that it is gone.
    await Promise.race([deviceLost(), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MILLISECONDS))]);
    checkDevice();
    throw error;
  }
  checkDevice();
  return values;
}
