import type { RuntimeWasm } from "../proof/onnxRuntime.ts";
import type { OnnxFile } from "../trainerApi.ts";
import type { OnnxNetwork } from "./onnxNetwork.ts";

/** The network of a file that a thread used last: it stays open, as slices are asked for one by one. */
export interface OpenedNetworks {
  open(file: OnnxFile): Promise<OnnxNetwork>;
}

/** What runs networks is loaded when the first is opened. */
export function createOpenedNetworks(runtime: () => Promise<RuntimeWasm>): OpenedNetworks {
  let held: { readonly sha256: string; readonly network: OnnxNetwork } | null = null;
  return {
    async open({ sha256, bytes }) {
      if (held?.sha256 === sha256) return held.network;
      const { openOnnxNetwork } = await import("./onnxNetwork.ts");
      await held?.network.close();
      held = null;
      held = { sha256, network: await openOnnxNetwork(bytes, await runtime()) };
      return held.network;
    },
  };
}
