import type { Tensor } from "@tensorflow/tfjs-core";
import { mapExtents, type Extents, type MapShape } from "../kernels/geometry.ts";
import { runKernel } from "../kernels/run.ts";
import type { JoinAttributes } from "../kernels/specs.ts";
import { differentiable } from "./differentiable.ts";

/** Channels side by side, after cropping to the common centre. */
export function concatMaps(maps: readonly Tensor[]): Tensor {
  const shapes = maps.map(shapeOf);
  let channels = 0;
  const offsets = shapes.map((shape) => (channels += shape[4]) - shape[4]);
  return joinMaps(maps, offsets, channels);
}

/** Sum after cropping to the common centre; the channels that a narrower map lacks are those of the wider ones alone. */
export function addMaps(maps: readonly Tensor[]): Tensor {
  return joinMaps(
    maps,
    maps.map(() => 0),
    Math.max(...maps.map((map) => shapeOf(map)[4])),
  );
}

/** The common centre of maps, each by itself; one that is no larger is given as it is. */
export function cropMaps(maps: readonly Tensor[]): readonly Tensor[] {
  const common = commonExtents(maps.map(shapeOf));
  return maps.map((map) => {
    const isWhole = common.every((extent, axis) => extent === map.shape[axis + 1]);
    return isWhole ? map : joinMaps([map], [0], shapeOf(map)[4], common);
  });
}

const commonExtents = (shapes: readonly MapShape[]): Extents =>
  mapExtents((axis) => Math.min(...shapes.map((shape) => shape[axis + 1]!)));

const shapeOf = (map: Tensor): MapShape => map.shape as unknown as MapShape;

function joinMaps(
  maps: readonly Tensor[],
  offsets: readonly number[],
  channels: number,
  extents = commonExtents(maps.map(shapeOf)),
): Tensor {
  const shapes = maps.map(shapeOf);
  const output: MapShape = [shapes[0]![0], ...extents, channels];
  const attributes: JoinAttributes = { shapes, offsets, output };
  return differentiable(maps, () => ({
    value: runKernel("join", maps, attributes)[0]!,
    kept: [],
    gradient: (dy) =>
      shapes.map((shape, index) => runKernel("part", [dy], { shape, offset: offsets[index]!, output })[0]!),
  }));
}

/** Multiplies each channel of each sample by a constant: `factors` is [batch, channels]. */
export function scaleChannels(x: Tensor, factors: Tensor): Tensor {
  const attributes = { shape: shapeOf(x) };
  return differentiable([x], () => ({
    value: runKernel("scaleChannels", [x, factors], attributes)[0]!,
    kept: [factors],
    gradient: (dy, [factors]) => runKernel("scaleChannels", [dy, factors], attributes),
  }));
}
