import { describe, expect, test } from "vitest";
import { analyse } from "../../core/network/analysis.ts";
import type { Choice, OptionValues } from "../../core/options.ts";
import { createRandom } from "../../core/random.ts";
import { medianOf } from "../../core/statistics.ts";
import { presets } from "../spaces/autosegnet/settings.ts";
import autosegnet from "../spaces/autosegnet/space.ts";
import { BASELINES } from "./baselines.ts";
import { networks } from "./index.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import pspnet, { binsFor } from "./pspnet.ts";

function built(options: OptionValues, patch: Shape3, [channels, classes]: readonly [number, number] = [1, 2]) {
  const decoded = pspnet.decode(options, { channels, classes, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return analyse(decoded.network, { spatial: patch[0] > 1 ? patch : patch.slice(1), channels });
}

/** The published ResNet-50 has 25 557 032 parameters, 2 049 000 of them in its classifier; the rest follows from spec 5. */
test("the paper's size is ResNet-50 with a deep stem, a pyramid and a head: 46 715 347 parameters for 3 → 19", () => {
  const resnet = 25_557_032 - 2_049_000;
  const deepStem = 9 * (3 * 64 + 64 * 64 + 64 * 128) + 2 * (64 + 64 + 128) - (49 * 3 * 64 + 2 * 64);
  const widerEntry = 64 * 64 + 64 * 256;
  const pyramid = 4 * (2048 * 512 + 2 * 512);
  const head = 9 * 4096 * 512 + 2 * 512 + 512 * 19 + 19;
  expect(resnet + deepStem + widerEntry + pyramid + head).toBe(46_715_347);
  expect(built({ size: "paper", base: 64 }, [1, 96, 96], [3, 19]).parameters).toBe(46_715_347);
});

describe("the small preset", () => {
  test("has stages of 16, 32, 64, 64 kernels at output stride 4, the last dilated by 2", () => {
    const { nodes, output } = built({}, [1, 48, 96]);
    const ends = [0, 1, 2, 3].map(
      (index) => nodes.find(({ node }) => node.id === `encoder/block${index}/unit0/activation`)!.output,
    );
    expect(ends.map(({ channels, spatial }) => [channels, ...spatial])).toEqual([
      [16, 48, 96],
      [32, 24, 48],
      [64, 12, 24],
      [64, 12, 24],
    ]);
    expect(nodes.find(({ node }) => node.id === "encoder/block3/unit0/conv0/conv")!.node.params).toMatchObject({
      dilation: [2, 2],
    });
    expect(output).toEqual({ spatial: [48, 96], channels: 2 });
  });

  test("works in 3D, and refuses what its stride does not divide", () => {
    expect(built({}, [8, 32, 32]).output.spatial).toEqual([8, 32, 32]);
    expect(pspnet.decode({}, { channels: 1, classes: 2, patch: [1, 66, 64] })).toEqual({
      illegal: { kind: "extent", because: "66 px is not a multiple of 4." },
    });
  });
});

test("bins are 1, 2, 3, 6 where these divide, else the next number that does, and none that is larger than the map", () => {
  const alongOne = (extent: number) => binsFor([extent]).flat();
  expect([12, 16, 8, 4, 15].map(alongOne)).toEqual([
    [1, 2, 3, 6],
    [1, 2, 4, 8],
    [1, 2, 4, 8],
    [1, 2, 4],
    [1, 3, 15],
  ]);
  expect(binsFor([12, 16])).toEqual([
    [1, 1],
    [2, 2],
    [3, 4],
    [6, 8],
  ]);
});

describe("rivals of networks that were found", () => {
  const parametersOf = ({ id, options }: Choice) => {
    const decoded = networks.get(id).decode(options, { channels: 1, classes: 2, patch: [1, 64, 64] });
    if ("illegal" in decoded) throw new Error(decoded.illegal.because);
    return analyse(decoded.network, { spatial: [64, 64], channels: 1 }).parameters;
  };

  test("are each there at two sizes: that of the median member of AutoSegNet within 20 %, and about twice that", () => {
    const members = autosegnet.bind(presets[0]!.settings, { channels: 1, classes: 2, patch: [1, 64, 64] });
    const sizes = Array.from({ length: 99 }, (_, seed) => {
      const decoded = members.decode(members.views.random.sample(createRandom(seed)));
      return "network" in decoded ? analyse(decoded.network, { spatial: [64, 64], channels: 1 }).parameters : 0;
    });
    const shares = BASELINES.map((network) => parametersOf(network) / medianOf(sizes));
    expect(BASELINES.map(({ id }) => id)).toEqual(["unet", "unet", "pspnet", "pspnet"]);
    for (const equal of [shares[0]!, shares[2]!]) expect(Math.abs(Math.log2(equal))).toBeLessThan(0.3);
    for (const larger of [shares[1]!, shares[3]!]) expect(Math.abs(Math.log2(larger / 2))).toBeLessThan(0.4);
  });

  test("the small PSPNet at output stride 8 has the weights of that at 4, and features of an eighth", () => {
    const [small, small8] = ["small", "small8"].map((size) => built({ size, base: 12 }, [1, 64, 64]));
    expect(small8!.parameters).toBe(small!.parameters);
    expect(small8!.nodes.find(({ node }) => node.id === "head/layer/activation")!.output.spatial).toEqual([8, 8]);
    expect(small8!.output.spatial).toEqual([64, 64]);
  });
});
