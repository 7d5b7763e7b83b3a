import { getKernelsForBackend, registerKernel, type KernelFunc } from "@tensorflow/tfjs-core";
import type { ConvGeometry } from "../src/engine/kernels/geometry.ts";
import { product } from "../src/engine/kernels/geometry.ts";
import { stepTimes, WARM_UP } from "./measure.ts";
import type { Workload } from "./workloads.ts";

interface Row {
  milliseconds: number;
  calls: number;
  gflop: number;
}

/** Multiply-adds of a kernel that has a convolution's geometry, as GFLOP. */
function gflopOf(kernelName: string, attributes: unknown): number {
  const { output, batch, size, inChannels, outChannels } = (attributes ?? {}) as Partial<ConvGeometry>;
  if (!output || !batch || !size || !inChannels || !outChannels) return 0;
  return (
    (2 * batch * product(output) * product(size) * inChannels * (kernelName.includes("epthwise") ? 1 : outChannels)) /
    1e9
  );
}

/** Prints time, calls and achieved GFLOP/s per kernel, of one step on the mean of `steps`. */
export async function profile(workload: Workload, backendName: string, steps: number): Promise<void> {
  const rows = new Map<string, Row>();
  for (const kernel of getKernelsForBackend(backendName)) {
    const kernelFunc: KernelFunc = (call) => {
      const start = performance.now();
      const result = kernel.kernelFunc(call);
      const row = rows.get(kernel.kernelName) ?? { milliseconds: 0, calls: 0, gflop: 0 };
      rows.set(kernel.kernelName, row);
      row.milliseconds += performance.now() - start;
      row.calls++;
      row.gflop += gflopOf(kernel.kernelName, call.attrs);
      return result;
    };
    registerKernel({ ...kernel, kernelFunc });
  }
  const times = await stepTimes(workload, steps, (step) => {
    if (step === WARM_UP) rows.clear();
  });
  const total = times.reduce((sum, time) => sum + time, 0) / steps;
  console.log(`${workload.name}: ${total.toFixed(2)} ms a step`);
  const sorted = [...rows].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  for (const [name, row] of sorted) print(name, row, steps);
  const inKernels = sorted.reduce((sum, [, { milliseconds }]) => sum + milliseconds, 0) / steps;
  console.log(`${"outside of kernels".padEnd(36)}${(total - inKernels).toFixed(2).padStart(9)} ms`);
}

function print(name: string, { milliseconds, calls, gflop }: Row, steps: number): void {
  const speed = gflop > 0 ? `${((gflop / milliseconds) * 1000).toFixed(1).padStart(8)} GFLOP/s` : "";
  console.log(
    `${name.padEnd(36)}${(milliseconds / steps).toFixed(2).padStart(9)} ms${(calls / steps).toFixed(0).padStart(6)} calls${speed}`,
  );
}
