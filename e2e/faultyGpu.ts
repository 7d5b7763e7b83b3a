import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Page } from "@playwright/test";
import { POLICY } from "../src/cli/studio/policy.ts";

const APP = join(import.meta.dirname, "../dist/app");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** WebGPU on the processor. */
export const GPU_FLAGS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader"];

export type Fault = "lose" | "shader";

/** What the training workers begin with when this server serves them: a channel by which the page of the test breaks their devices. */
const PRELUDE = `{
  const faults = new BroadcastChannel("gpu-faults");
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...asked) {
    const device = await requestDevice.apply(this, asked);
    faults.onmessage = ({ data }) => (data === "lose" ? device.destroy() : device.createShaderModule({ code: "fn broken( {" }));
    faults.postMessage("opened");
    return device;
  };
}
`;

/** The built page, as `npm start` serves it but for the training worker. */
export async function serveFaultyGpu(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    const headers = {
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
    };
    readFile(join(APP, path)).then(
      (body) =>
        response.writeHead(200, headers).end(path.includes("/trainer.worker") ? PRELUDE + body.toString() : body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

/** Breaks the devices that are opened from now on, one after the other, in the midst of training; the rest stay whole. Counts them. */
export async function breakDevices(page: Page, plan: readonly Fault[]): Promise<() => Promise<number>> {
  await page.evaluate((faults) => {
    let opened = 0;
    const channel = new BroadcastChannel("gpu-faults");
    channel.onmessage = () => {
      const fault = faults[opened++];
      if (fault) setTimeout(() => channel.postMessage(fault), 300);
      document.documentElement.dataset.openedGpus = String(opened);
    };
  }, plan);
  return () => page.evaluate(() => Number(document.documentElement.dataset.openedGpus ?? 0));
}
