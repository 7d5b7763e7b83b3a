import { describe, expect, test } from "vitest";
import unet from "../../catalog/networks/unet.ts";
import { analyse } from "./analysis.ts";
import { moduleDifference } from "./moduleDifference.ts";

function analysed(options: Partial<Parameters<typeof unet.decode>[0]>) {
  const decoded = unet.decode({ base: 4, depth: 2, ...options }, { channels: 1, classes: 3, patch: [1, 32, 32] });
  if ("illegal" in decoded) throw new Error("illegal");
  return analyse(decoded.network, { spatial: [32, 32], channels: 1 });
}

const told = (is: ReturnType<typeof analysed>, was: ReturnType<typeof analysed>) =>
  moduleDifference(is, was).map((change) => `${change.kind} ${(change.is ?? change.was)!.box.id}`);

describe("what differs between two networks", () => {
  test("is nothing for the same network", () => {
    const network = analysed({});
    expect(new Set(moduleDifference(network, network).map(({ kind }) => kind))).toEqual(new Set(["same"]));
  });

  test("is width where the other has more kernels, with both numbers", () => {
    const changes = moduleDifference(analysed({ base: 8 }), analysed({}));
    const block = changes.find(({ is }) => is?.box.id === "encoder/block1")!;
    expect([block.kind, block.was?.kernels, block.is?.kernels]).toEqual(["wider", 8, 16]);
    expect(moduleDifference(analysed({}), analysed({ base: 8 })).map(({ kind }) => kind)).toContain("narrower");
  });

  test("is added and removed scales, in their place", () => {
    const [deep, shallow] = [analysed({ depth: 3 }), analysed({ depth: 2 })];
    expect(told(deep, shallow).filter((text) => text.startsWith("added"))).toEqual([
      "added encoder/block2",
      "added decoder/block2",
    ]);
    const changes = told(shallow, deep);
    expect(changes.filter((text) => text.startsWith("removed"))).toEqual([
      "removed encoder/block2",
      "removed decoder/block2",
    ]);
    expect(changes.indexOf("removed encoder/block2")).toBeLessThan(changes.indexOf("narrower bottleneck/block0"));
    expect(changes.indexOf("removed decoder/block2")).toBeGreaterThan(changes.indexOf("narrower bottleneck/block0"));
  });
});
