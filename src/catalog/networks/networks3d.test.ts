import { expect, test } from "vitest";
import { analyse } from "../../core/network/analysis.ts";
import type { OptionValues } from "../../core/options.ts";
import { networks } from "./index.ts";

function built(id: string, options: OptionValues, [channels, classes]: readonly [number, number]) {
  const patch = [16, 16, 16] as const;
  const decoded = networks.get(id).decode(options, { channels, classes, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  const analysis = analyse(decoded.network, { spatial: patch, channels });
  const normalising = analysis.nodes
    .filter(({ node }) => node.kind === "norm")
    .reduce((sum, { inputs }) => sum + 2 * inputs[0]!.channels, 0);
  return { ...analysis, withoutNorm: analysis.parameters - normalising };
}

test.each([
  ["unet3d", { base: 32, depth: 3 }, [3, 3] as const, 19_069_955],
  ["unet3d", { base: 32, depth: 3 }, [1, 20] as const, 19_069_332],
  ["vnet", { base: 16, depth: 4, width: 5 }, [1, 20] as const, 71_046_868],
])("%s %j, %j channels and classes, has the parameters of spec 5", (id, options, task, parameters) => {
  expect(built(id, options, task).withoutNorm).toBe(parameters);
});

test.each([
  ["none", 71_046_868],
  ["batch", 71_054_260],
])("V-Net at the size that SegNAS3D reports, normalised by %s: %i parameters", (norm, parameters) => {
  expect(built("vnet", { base: 16, depth: 4, width: 5, norm }, [1, 20]).parameters).toBe(parameters);
});

test.each(["unet3d", "vnet"])(
  "%s by its first options is small, keeps the size, and refuses what cannot be halved",
  (id) => {
    const { parameters, output } = built(id, {}, [1, 3]);
    expect(parameters).toBeLessThan(500_000);
    expect(output).toEqual({ spatial: [16, 16, 16], channels: 3 });
    expect(networks.get(id).decode({}, { channels: 1, classes: 2, patch: [1, 60, 60] })).toEqual({
      illegal: { kind: "extent", because: "60 px cannot be halved 3 times." },
    });
    expect(networks.get(id).decode({}, { channels: 1, classes: 2, patch: [1, 64, 64] })).toHaveProperty(
      "network.dimension",
      2,
    );
  },
);
