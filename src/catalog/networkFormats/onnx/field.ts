import type { NetworkNode } from "../../../core/network/network.ts";
import type { CrfParams } from "../../../core/network/operations.ts";
import { FIELD_EPSILON } from "../../../core/network/semantics.ts";
import type { OnnxContext } from "./context.ts";
import { cropped } from "./joining.ts";

/** Past the end of every axis. */
const END = 2 ** 31 - 1;

/** One voxel of the window but its middle. */
interface Neighbour {
  readonly name: string;
  readonly offset: readonly number[];
  /** Square of its distance, in units of the finest voxel side. */
  readonly square: number;
}

/** A conditional random field as its steps one after the other; ONNX has no operation for it. Gives the name of the refined scores. */
export function writeField(
  { id, params }: Extract<NetworkNode, { readonly kind: "crf" }>,
  context: OnnxContext,
): string {
  const { graph, inputs, weight } = context;
  const [scores, image] = cropped(graph, id, inputs) as [string, string];
  const classes = inputs[0]!.channels;
  const field = createField(id, params, context);
  const ones = field.step("ones", "Exp", [field.step("none", "Mul", [field.firstOf(image), field.number("zero", 0)])]);
  const alike = field.likeness(image, ones);
  const rate = (name: string, sum: string) => field.step(name, "Add", [sum, field.number("epsilon", FIELD_EPSILON)]);
  const sums = [
    rate("near/sum", field.near("near/ones", ones, 1)),
    rate("alike/sum", field.sum("alike/weights", alike)),
  ];
  const spread = params.window.map(() => 1);
  const perClass = ["spatial", "bilateral"].map((name) =>
    graph.floats(`${id}/${name}`, [1, classes, ...spread], weight(name).values),
  );
  const compatibility = graph.floats(
    `${id}/compatibility`,
    [classes, classes, ...spread],
    weight("compatibility").values,
  );
  let refined = scores;
  for (let at = 0; at < params.predictionSteps; at++) {
    const own = (name: string) => `step${at}/${name}`;
    const p = field.step(own("probabilities"), "Softmax", [refined], { axis: 1 });
    const others = field.around(own("other"), p);
    const products = others.map((other, index) => field.step(own(`alike${index}`), "Mul", [other, alike[index]!]));
    const messages = [field.near(own("near"), p, classes), field.sum(own("alike"), products)].map((message, index) =>
      field.step(own(`message${index}`), "Mul", [
        field.step(own(`mean${index}`), "Div", [message, sums[index]!]),
        perClass[index]!,
      ]),
    );
    const message = field.step(own("message"), "Add", messages);
    refined = field.step(own("scores"), "Sub", [scores, field.step(own("pairwise"), "Conv", [message, compatibility])]);
  }
  return graph.node(id, "Identity", [refined]);
}

/** Nodes below the path of a field. */
function createField(id: string, params: CrfParams, { graph }: OnnxContext) {
  const { window, alpha, beta } = params;
  const neighbours = neighboursOf(params);
  const none = window.map(() => 0);
  const axes = window.map((_, axis) => axis + 2);
  const step = (name: string, opType: string, inputs: readonly string[], attributes = {}) =>
    graph.node(`${id}/${name}`, opType, inputs, attributes);
  const number = (name: string, value: number) => graph.floats(`${id}/${name}`, [], Float32Array.of(value));
  const whole = (name: string, values: readonly number[]) => graph.whole(`${id}/${name}`, values);

  /** A map as each neighbour has it; zeros where there is none. */
  const around = (name: string, map: string): readonly string[] => {
    const pads = whole("pads", [0, 0, ...window, 0, 0, ...window]);
    const padded = step(`${name}/padded`, "Pad", [map, pads]);
    return neighbours.map(({ name: place, offset }) => {
      const from = whole(
        `${place}/from`,
        offset.map((apart, axis) => window[axis]! + apart),
      );
      const to = whole(
        `${place}/to`,
        offset.map((apart, axis) => apart - window[axis]! || END),
      );
      return step(`${name}/${place}`, "Slice", [padded, from, to, whole("axes", axes)]);
    });
  };
  const sum = (name: string, maps: readonly string[]) =>
    maps.length === 0 ? number("zero", 0) : step(name, "Sum", maps);
  return {
    step,
    number,
    around,
    sum,
    firstOf: (map: string) =>
      step("first", "Slice", [map, whole("first/from", [0]), whole("first/to", [1]), whole("first/axis", [1])]),
    /** Bilateral weights of all neighbours; 0 where there is none. */
    likeness(image: string, ones: string): readonly string[] {
      const inside = around("inside", ones);
      return around("image", image).map((other, index) => {
        const { name, square } = neighbours[index]!;
        const own = (part: string) => `likeness/${name}/${part}`;
        const difference = step(own("difference"), "Sub", [image, other]);
        const squared = step(own("squared"), "Mul", [difference, difference]);
        const unlike = step(own("unlike"), "ReduceSum", [squared, whole("first/axis", [1])], { keepdims: 1 });
        const faded = step(own("faded"), "Mul", [unlike, number("falloff", -1 / (2 * beta ** 2))]);
        const weight = step(own("exponential"), "Exp", [faded]);
        const same = number(own("same"), Math.exp(-square / (2 * alpha ** 2)));
        return step(own("weight"), "Mul", [step(own("reached"), "Mul", [weight, same]), inside[index]!]);
      });
    },
    /** Sums around each voxel by distance alone, channel by channel: a convolution. */
    near(name: string, map: string, channels: number): string {
      const size = window.map((half) => 2 * half + 1);
      const kernel = spatialKernel(params, channels);
      return step(name, "Conv", [map, graph.floats(`${id}/kernel${channels}`, [channels, 1, ...size], kernel)], {
        kernel_shape: size,
        pads: [...window, ...window],
        dilations: none.map(() => 1),
        strides: none.map(() => 1),
        group: channels,
      });
    },
  };
}

/** All voxels of a window, row by row. */
function offsetsOf(window: readonly number[]): readonly (readonly number[])[] {
  return window.reduce<readonly (readonly number[])[]>(
    (offsets, half) =>
      offsets.flatMap((offset) => Array.from({ length: 2 * half + 1 }, (_, index) => [...offset, index - half])),
    [[]],
  );
}

function squareOf({ voxel }: CrfParams, offset: readonly number[]): number {
  const finest = Math.min(...voxel);
  return offset.reduce((square, apart, axis) => square + ((apart * voxel[axis]!) / finest) ** 2, 0);
}

const neighboursOf = (params: CrfParams): readonly Neighbour[] =>
  offsetsOf(params.window)
    .filter((offset) => offset.some((apart) => apart !== 0))
    .map((offset) => ({ name: `at_${offset.join("_")}`, offset, square: squareOf(params, offset) }));

/** Spatial weights of a window, its middle 0, once for each channel. */
function spatialKernel(params: CrfParams, channels: number): Float32Array {
  const weights = offsetsOf(params.window).map((offset) => {
    const square = squareOf(params, offset);
    return square === 0 ? 0 : Math.exp(-square / (2 * params.gamma ** 2));
  });
  return Float32Array.from({ length: channels * weights.length }, (_, at) => weights[at % weights.length]!);
}
