import type { Tensor } from "@tensorflow/tfjs-core";
import { checkDevice } from "./devices.ts";
import { nextTurn } from "./yielding.ts";

/** The numbers of a tensor. Throws what the device has reported: mistakes and the loss of a GPU first show where it is read from. */
export async function readTensor(tensor: Tensor): Promise<Float32Array> {
  let values: Float32Array;
  try {
    values = (await tensor.data()) as Float32Array;
  } catch (error) {
    // A reading may fail a moment before the device says that it is gone.
    await nextTurn();
    checkDevice();
    throw error;
  }
  checkDevice();
  return values;
}
