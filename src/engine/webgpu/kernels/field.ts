import { FIELD_EPSILON } from "../../../core/network/semantics.ts";
import { product } from "../../kernels/geometry.ts";
import type { FieldAttributes } from "../../kernels/specs.ts";
import type { GpuKernel } from "../recorder.ts";
import { sumRows } from "../reduce.ts";

const numbers = ({
  shape: [, depth, height, width, classes],
  imageChannels,
  window,
  sides,
  ...reach
}: FieldAttributes) => ({
  ints: { depth, height, width, classes, imageChannels, halfZ: window[0], halfY: window[1], halfX: window[2] },
  floats: {
    sideZ: sides[0],
    sideY: sides[1],
    sideX: sides[2],
    gammaFalloff: 1 / (2 * reach.gamma ** 2),
    alphaFalloff: 1 / (2 * reach.alpha ** 2),
    betaFalloff: 1 / (2 * reach.beta ** 2),
    epsilon: FIELD_EPSILON,
  },
});

const voxelsOf = ({ shape }: FieldAttributes): number => product(shape.slice(0, 4));

/** Carries out WGSL for every other voxel of a window; it may use `other`, `spatial` and `bilateral`. */
const aroundVoxel = (body: string): string => `
  let x = voxel % u.width;
  let y = (voxel / u.width) % u.height;
  let z = (voxel / (u.width * u.height)) % u.depth;
  for (var dz = max(-u.halfZ, -z); dz <= min(u.halfZ, u.depth - 1 - z); dz++) {
    for (var dy = max(-u.halfY, -y); dy <= min(u.halfY, u.height - 1 - y); dy++) {
      for (var dx = max(-u.halfX, -x); dx <= min(u.halfX, u.width - 1 - x); dx++) {
        if (dz == 0 && dy == 0 && dx == 0) { continue; }
        let other = voxel + (dz * u.height + dy) * u.width + dx;
        let apart = vec3<f32>(f32(dz) * u.sideZ, f32(dy) * u.sideY, f32(dx) * u.sideX);
        let square = dot(apart, apart);
        var unlike = 0.0;
        for (var c = 0; c < u.imageChannels; c++) {
          let difference = image[voxel * u.imageChannels + c] - image[other * u.imageChannels + c];
          unlike += difference * difference;
        }
        let spatial = exp(-square * u.gammaFalloff);
        let bilateral = exp(-square * u.alphaFalloff - unlike * u.betaFalloff);
        ${body}
      }
    }
  }`;

export const fieldRates: GpuKernel<FieldAttributes> = ({ run }, [image], [rates], attributes) => {
  run({
    key: "fieldRates",
    code: `fn element(voxel: i32) {
  var near = 0.0;
  var alike = 0.0;
  ${aroundVoxel("near += spatial; alike += bilateral;")}
  rates[voxel] = 1.0 / (near + u.epsilon);
  rates[u.threads + voxel] = 1.0 / (alike + u.epsilon);
}`,
    writes: { rates: rates! },
    reads: { image: image! },
    ...numbers(attributes),
    threads: voxelsOf(attributes),
  });
};

/** Both sums around a voxel, a thread a voxel and class. */
const messages = `fn element(i: i32) {
  let voxel = i / u.classes;
  let k = i % u.classes;
  var near = 0.0;
  var alike = 0.0;
  ${aroundVoxel("near += spatial * nearOf(other, k); alike += bilateral * alikeOf(other, k);")}
  sums[2 * i] = near;
  sums[2 * i + 1] = alike;
}`;

export const fieldStep: GpuKernel<FieldAttributes> = (context, inputs, [scores], attributes) => {
  const [logits, probabilities, image, rates, near, alike, compatibility] = inputs;
  const { ints, floats } = numbers(attributes);
  const threads = product(attributes.shape);
  const sums = context.scratch(2 * threads);
  context.run({
    key: "fieldStep/messages",
    code: `
fn nearOf(voxel: i32, k: i32) -> f32 { return probabilities[voxel * u.classes + k]; }
fn alikeOf(voxel: i32, k: i32) -> f32 { return probabilities[voxel * u.classes + k]; }
${messages}`,
    writes: { sums },
    reads: { probabilities: probabilities!, image: image! },
    ints,
    floats,
    threads,
  });
  context.run({
    key: "fieldStep/mix",
    code: `fn element(i: i32) {
  let voxel = i / u.classes;
  let k = i % u.classes;
  var pairwise = 0.0;
  for (var l = 0; l < u.classes; l++) {
    let at = 2 * (voxel * u.classes + l);
    let message = near[l] * sums[at] * rates[voxel] + alike[l] * sums[at + 1] * rates[u.voxels + voxel];
    pairwise += compatibility[k * u.classes + l] * message;
  }
  scores[i] = logits[i] - pairwise;
}`,
    writes: { scores: scores! },
    reads: { logits: logits!, sums, rates: rates!, near: near!, alike: alike!, compatibility: compatibility! },
    ints: { classes: attributes.shape[4], voxels: voxelsOf(attributes) },
    threads,
  });
};

const RATED = ["near", "alike"].map(
  (name, message) => `
fn ${name}Of(voxel: i32, k: i32) -> f32 { return slope[voxel * u.classes + k] * rates[${message} * u.voxels + voxel]; }`,
);

/** A voxel's part of the sums of each message for a class times what another class made of it, [message, k, l]. */
const PRODUCTS = `fn term(group: i32, row: i32, column: i32) -> f32 {
  let message = column / (u.classes * u.classes);
  let k = (column / u.classes) % u.classes;
  return probabilities[row * u.classes + column % u.classes] * sums[2 * (row * u.classes + k) + message];
}`;

export const fieldStepGradient: GpuKernel<FieldAttributes> = (context, inputs, outputs, attributes) => {
  const [slope, probabilities, image, rates, near, alike, compatibility] = inputs;
  const { ints, floats } = numbers(attributes);
  const classes = attributes.shape[4];
  const threads = product(attributes.shape);
  const sums = context.scratch(2 * threads);
  context.run({
    key: "fieldStepGradient/messages",
    code: `${RATED.join("")}\n${messages}`,
    writes: { sums },
    reads: { slope: slope!, image: image!, rates: rates! },
    ints: { ...ints, voxels: voxelsOf(attributes) },
    floats,
    threads,
  });
  const products = sumRows(context, {
    key: "fieldStepGradient/products",
    code: PRODUCTS,
    reads: { probabilities: probabilities!, sums },
    ints: { classes },
    rows: voxelsOf(attributes),
    columns: 2 * classes * classes,
  });
  const weights = { near: near!, alike: alike!, compatibility: compatibility! };
  const [dlogits, dnear, dalike, dcompatibility] = outputs;
  context.run({
    key: "fieldStepGradient/weights",
    code: `fn element(l: i32) {
  let squared = u.classes * u.classes;
  var ofNear = 0.0;
  var ofAlike = 0.0;
  for (var k = 0; k < u.classes; k++) {
    let at = k * u.classes + l;
    ofNear -= compatibility[at] * products[at];
    ofAlike -= compatibility[at] * products[squared + at];
    dcompatibility[at] = -(near[l] * products[at] + alike[l] * products[squared + at]);
  }
  dnear[l] = ofNear;
  dalike[l] = ofAlike;
}`,
    writes: { dnear: dnear!, dalike: dalike!, dcompatibility: dcompatibility! },
    reads: { products, ...weights },
    ints: { classes },
    threads: classes,
  });
  context.run({
    key: "fieldStepGradient/scores",
    code: `
fn slopeAt(voxel: i32, l: i32) -> f32 {
  var total = 0.0;
  for (var k = 0; k < u.classes; k++) {
    let at = 2 * (voxel * u.classes + k);
    total -= compatibility[k * u.classes + l] * (near[l] * sums[at] + alike[l] * sums[at + 1]);
  }
  return total;
}
fn element(voxel: i32) {
  let first = voxel * u.classes;
  var mean = 0.0;
  for (var l = 0; l < u.classes; l++) { let own = slopeAt(voxel, l); dlogits[first + l] = own; mean += probabilities[first + l] * own; }
  for (var l = 0; l < u.classes; l++) { dlogits[first + l] = probabilities[first + l] * (dlogits[first + l] - mean); }
}`,
    writes: { dlogits: dlogits! },
    reads: { sums, probabilities: probabilities!, ...weights },
    ints: { classes },
    threads: voxelsOf(attributes),
  });
};
