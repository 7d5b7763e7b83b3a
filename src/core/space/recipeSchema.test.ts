import { describe, expect, test } from "vitest";
import { toyRecipe } from "../../testing/toyStudy.ts";
import { parseRecipe, parseWith, recipeChangeSchema, classesSchema } from "./recipeSchema.ts";

/** The recipe with one of its fields, named by its path, replaced. */
function withField(path: string, value: unknown): unknown {
  const recipe = structuredClone(toyRecipe) as unknown as Record<string, unknown>;
  const names = path.split(".");
  const owner = names.slice(0, -1).reduce((held, name) => held[name] as Record<string, unknown>, recipe);
  owner[names.at(-1)!] = value;
  return recipe;
}

describe("a recipe from a file", () => {
  test("is the recipe that was saved, with what may be left out and without", () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(toyRecipe)))).toEqual(toyRecipe);
    const full = { ...toyRecipe, input: "wholeImage", bestBy: "meanDice", trainingShare: 0.5 };
    expect(parseRecipe(full)).toEqual(full);
    expect(parseRecipe({ ...toyRecipe, bestBy: null }).bestBy).toBeNull();
  });

  test.each([
    ["batch", 0],
    ["batch", 2.5],
    ["batch", 1025],
    ["steps", 0],
    ["steps", "200"],
    ["evaluateEvery", -1],
    ["patch", [64, 64]],
    ["patch.1", 0],
    ["patchSampling", "rarest"],
    ["input", "tiles"],
    ["trainingShare", 0],
    ["trainingShare", 1.01],
    ["augmentation.intensity", 1.5],
    ["augmentation.elastic", -1],
    ["augmentation.affine.rotation", 181],
    ["augmentation.affine.scale", 0.95],
    ["augmentation.flips", "yes"],
    ["voxelWeights.edges", -0.1],
    ["loss.id", 7],
    ["pruners", {}],
  ])("names %s where it is %j", (path, value) => {
    expect(() => parseRecipe(withField(path, value))).toThrow(`The recipe does not fit: ${path}: `);
  });

  test("takes no field that it does not know, so that a slip is noticed", () => {
    expect(() => parseRecipe({ ...toyRecipe, learningRate: 1 })).toThrow(/learningRate/);
  });

  test.each([null, 7, "recipe", []])("is not %j", (json) => {
    expect(() => parseRecipe(json)).toThrow("The recipe does not fit: the whole: ");
  });
});

test("a change of a recipe has any of its fields, and puts nothing in for those it leaves out", () => {
  expect(parseWith(recipeChangeSchema, "The change", {})).toEqual({});
  const change = { steps: 100, trainingShare: 0.5 };
  expect(parseWith(recipeChangeSchema, "The change", change)).toEqual(change);
  expect(() => parseWith(recipeChangeSchema, "The change", { steps: 0 })).toThrow("The change does not fit: steps: ");
});

test("classes have names and colours; there is one at least", () => {
  const membrane = { name: "Membrane", color: "#0072B2" };
  expect(parseWith(classesSchema, "The classes", [membrane])).toEqual([membrane]);
  expect(() => parseWith(classesSchema, "The classes", [])).toThrow("The classes does not fit: the whole: ");
  expect(() => parseWith(classesSchema, "The classes", [{ ...membrane, color: "blue" }])).toThrow(/0\.color/);
});
