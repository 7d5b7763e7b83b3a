import { expect, test } from "vitest";
import { newStudy, toySpec } from "../../testing/toyStudy.ts";
import { fastestDevice, memoryCapOf, type DeviceFigures } from "./device.ts";
import { applyEvent } from "../study/study.ts";

const figures = (id: string, change: Partial<DeviceFigures> = {}): DeviceFigures => ({
  id,
  label: id,
  slots: 1,
  isFallback: false,
  firstStepSeconds: 0,
  overheadSeconds: 0.001,
  multiplyAddsPerSecond: 1e10,
  bytesPerSecond: 1e10,
  ...change,
});
const cpu = figures("simd", { slots: 8 });
const gpu = figures("webgpu", { overheadSeconds: 0.006, multiplyAddsPerSecond: 1e12, bytesPerSecond: 1e12 });
const idOf = (device: DeviceFigures | null) => device?.id;

test("many cores take more small steps than one GPU, which takes more large ones", () => {
  expect(idOf(fastestDevice([cpu, gpu], { multiplyAdds: 1e6, trainingBytes: 1e6, batch: 4 }))).toBe("simd");
  expect(idOf(fastestDevice([cpu, gpu], { multiplyAdds: 1e9, trainingBytes: 1e8, batch: 4 }))).toBe("webgpu");
});

test("an emulated GPU and a device that was lost are never chosen", () => {
  const step = { multiplyAdds: 1e9, trainingBytes: 1e8, batch: 4 };
  expect(idOf(fastestDevice([cpu, { ...gpu, isFallback: true }], step))).toBe("simd");
  expect(idOf(fastestDevice([cpu, gpu], step, ["webgpu"]))).toBe("simd");
  expect(fastestDevice([gpu], step, ["webgpu"])).toBeNull();
});

test("a study remembers what was lost until someone asks for it again", () => {
  const lost = applyEvent(newStudy(toySpec()), {
    type: "deviceLost",
    device: "webgpu",
    next: "simd",
    because: "The GPU was lost.",
  });
  expect(lost.lostDevices).toEqual(["webgpu"]);
  const resumed = applyEvent(lost, { type: "deviceChosen", device: "simd", by: "calibration", figures: [cpu, gpu] });
  expect([resumed.lostDevices, resumed.choice?.device]).toEqual([["webgpu"], "simd"]);
  expect(applyEvent(resumed, { type: "deviceChosen", device: "webgpu", by: "user", figures: [] }).lostDevices).toEqual(
    [],
  );
});

test("candidates that train side by side share half of the memory, and no heap is larger than 4 GB", () => {
  const gibibytes = (count: number) => count * 2 ** 30;
  expect(memoryCapOf(gibibytes(8), 4)).toBe(gibibytes(1));
  expect(memoryCapOf(gibibytes(2), 4)).toBe(gibibytes(0.25));
  expect(memoryCapOf(gibibytes(128), 2)).toBe(4e9);
});
