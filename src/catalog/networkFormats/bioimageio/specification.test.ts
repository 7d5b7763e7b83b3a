import { unzipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { networks } from "../../networks/index.ts";
import { exportCase, subjectOf, type ExportCase } from "../../../testing/exportCases.ts";
import { bioimageio } from "./bioimageio.ts";

/**
 * What bioimageio.spec demands of the fields that are written here: `bioimageio/spec/model/v0_5.py` and `generic/v0_3.py` of
 * github.com/bioimage-io/spec-bioimage-io (at 0187b60 and 052193a). Fields that are not written are left out, and so are refused.
 */
const identifier = z.string().regex(/^[A-Za-z_]\w*$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.strictObject({ source: z.string().min(1), sha256 });
const batch = z.strictObject({ type: z.literal("batch") });
const channel = z.strictObject({ type: z.literal("channel"), channel_names: z.array(identifier).min(1) });
const whole = z.number().int();
const parameterized = z.strictObject({ min: whole.positive(), step: whole.positive() });
const space = {
  type: z.literal("space"),
  id: z.enum(["z", "y", "x"]),
  unit: z.literal("nanometer").optional(),
  scale: z.number().positive().optional(),
};
const inputSpace = z.strictObject({ ...space, size: z.union([whole.positive(), parameterized]) });
const outputSpace = z.strictObject({
  ...space,
  size: z.strictObject({ tensor_id: z.literal("image"), axis_id: space.id, offset: whole }),
  halo: whole.min(0),
});
const tensor = { id: identifier, description: z.string().max(128), test_tensor: file };
const preprocessing = z.discriminatedUnion("id", [
  z.strictObject({ id: z.literal("ensure_dtype"), kwargs: z.strictObject({ dtype: z.literal("float32") }) }),
  z.strictObject({ id: z.literal("clip"), kwargs: z.strictObject({ min: z.number(), max: z.number() }) }),
  z.strictObject({
    id: z.literal("fixed_zero_mean_unit_variance"),
    kwargs: z.strictObject({ mean: z.number(), std: z.number().min(1e-6) }),
  }),
]);
const model = z.strictObject({
  format_version: z.string().regex(/^0\.5\.\d+$/),
  type: z.literal("model"),
  name: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\w+() -]+$/),
  description: z.string().max(1024),
  timestamp: z.iso.datetime(),
  documentation: z.string().endsWith(".md"),
  covers: z.array(z.string().regex(/\.(gif|jpeg|jpg|png|svg)$/)),
  authors: z.array(z.strictObject({ name: z.string().min(1) })).min(1),
  cite: z.array(z.strictObject({ text: z.string(), doi: z.string().regex(/^10\.\d{4}.+/) })).min(1),
  license: z.string(),
  tags: z.array(z.string()),
  inputs: z
    .array(
      z.strictObject({
        ...tensor,
        axes: z.array(z.discriminatedUnion("type", [batch, channel, inputSpace])),
        data: z.strictObject({ type: z.literal("float32") }),
        preprocessing: z.array(preprocessing),
      }),
    )
    .min(1),
  outputs: z
    .array(
      z.strictObject({
        ...tensor,
        axes: z.array(z.discriminatedUnion("type", [batch, channel, outputSpace])),
        data: z.strictObject({ type: z.literal("float32"), range: z.tuple([z.number(), z.number()]) }),
      }),
    )
    .min(1),
  weights: z.strictObject({ onnx: z.strictObject({ source: z.string(), sha256, opset_version: whole.min(7) }) }),
  config: z.record(z.string(), z.unknown()),
});

const cases = new Map<2 | 3, ExportCase>();
beforeAll(async () => {
  for (const dimension of [2, 3] as const) {
    const patch = dimension === 2 ? ([1, 64, 64] as const) : ([16, 32, 32] as const);
    const decoded = networks.get("unet").decode({ base: 4, depth: 2 }, { channels: 1, classes: 3, patch });
    if ("illegal" in decoded) throw new Error(decoded.illegal.because);
    cases.set(dimension, await exportCase("spec", decoded.network, dimension === 2 ? [64, 64] : [16, 32, 32], 1));
  }
});

const awkwardClasses = ["2nd membrane", "class", "Körper/Kern"].map((name) => ({ name, color: "#000000" }));

test.each([2, 3] as const)(
  "a description in %i dimensions has what the format demands, and nothing else",
  async (dimension) => {
    const subject = subjectOf(cases.get(dimension)!);
    const facts = { ...subject.facts, licence: "CC-BY-4.0", classes: awkwardClasses };
    const [zip] = await bioimageio.write({ ...subject, name: "Größe_trial_7_試料", facts });
    const description: unknown = JSON.parse(new TextDecoder().decode(unzipSync(zip!.bytes)["rdf.yaml"]));
    expect(model.safeParse(description).error?.issues ?? []).toEqual([]);
    expect(description).toMatchObject({ license: "CC-BY-4.0", type: "model" });
  },
);

test("without a licence the format lacks what it demands, and the package says so", async () => {
  const [zip] = await bioimageio.write(subjectOf(cases.get(2)!));
  const files = unzipSync(zip!.bytes);
  const issues = model.safeParse(JSON.parse(new TextDecoder().decode(files["rdf.yaml"]))).error?.issues;
  expect(issues?.map(({ path }) => path.join("."))).toEqual(["license"]);
  expect(new TextDecoder().decode(files["README.md"])).toMatch(/Licence: not stated; name one/);
});
