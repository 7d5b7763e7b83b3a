import { StudioError } from "../errors.ts";
import { unknownId } from "../unknownId.ts";
import type { CrfNumbers } from "./meanField.ts";

/** Numbers of a field as they are typed: lists of one number or as many as it takes. */
export type CrfSettings = Partial<Record<keyof CrfNumbers, readonly number[]>>;

const DEFAULTS: Readonly<Record<keyof CrfNumbers, readonly number[]>> = {
  window: [1, 2, 2],
  alpha: [8],
  beta: [0.5],
  gamma: [1],
  steps: [10],
  spatial: [1],
  bilateral: [1],
  compatibility: [-1],
};

export const CRF_SETTINGS = Object.keys(DEFAULTS) as readonly (keyof CrfNumbers)[];

/**
 * The numbers of a field for so many classes: `spatial` and `bilateral` for all classes alike or one each, `compatibility` one for the
 * diagonal or the whole matrix row by row. Throws StudioError "BadInput" naming what is wrong.
 */
export function crfNumbers(settings: CrfSettings, classes: number): CrfNumbers {
  const given = { ...DEFAULTS, ...settings };
  const { compatibility } = given;
  return {
    window: listOf(given, "window", 3).map((value) => whole("window", value)) as unknown as CrfNumbers["window"],
    alpha: positive(given, "alpha"),
    beta: positive(given, "beta"),
    gamma: positive(given, "gamma"),
    steps: whole("steps", listOf(given, "steps", 1)[0]!),
    spatial: perClass(given, "spatial", classes),
    bilateral: perClass(given, "bilateral", classes),
    compatibility:
      compatibility.length === 1
        ? Array.from({ length: classes ** 2 }, (_, at) => (at % (classes + 1) === 0 ? compatibility[0]! : 0))
        : listOf(given, "compatibility", classes ** 2),
  };
}

/** "alpha=8" as a setting. Throws StudioError "BadInput", and "UnknownId". */
export function parseCrfSetting(text: string): readonly [keyof CrfNumbers, readonly number[]] {
  const [name = "", values = ""] = text.split(/=(.*)/s);
  const known = CRF_SETTINGS.find((each) => each === name);
  if (!known) throw unknownId("setting of the field", name, CRF_SETTINGS);
  const numbers = values.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.some((value) => !Number.isFinite(value)))
    throw new StudioError(
      "BadInput",
      `${name} is "${values}"; write numbers with commas between, such as window=1,2,2.`,
    );
  return [known, numbers];
}

function listOf(given: Required<CrfSettings>, name: keyof CrfNumbers, length: number): readonly number[] {
  const values = given[name];
  if (values.length === length) return values;
  throw new StudioError("BadInput", `${name} has ${values.length} numbers; it takes ${length}.`);
}

function perClass(given: Required<CrfSettings>, name: "spatial" | "bilateral", classes: number): readonly number[] {
  const [only] = given[name];
  return given[name].length === 1 ? Array<number>(classes).fill(only!) : listOf(given, name, classes);
}

function positive(given: Required<CrfSettings>, name: "alpha" | "beta" | "gamma"): number {
  const [value] = listOf(given, name, 1);
  if (value! > 0) return value!;
  throw new StudioError("BadInput", `${name} is ${value}; it must be above 0.`);
}

function whole(name: "window" | "steps", value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new StudioError("BadInput", `${name} is ${value}; it takes whole numbers from 0.`);
}
