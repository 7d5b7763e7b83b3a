import { StudioError } from "./errors.ts";

/** One number, choice or switch of a catalog item. The form in the page and the check of a loaded file both come from it. */
export type Option =
  | {
      readonly kind: "int" | "float";
      readonly label: string;
      readonly min: number;
      readonly max: number;
      readonly initial: number;
      readonly unit?: string;
      readonly log?: boolean;
    }
  | { readonly kind: "choice"; readonly label: string; readonly choices: readonly string[]; readonly initial: string }
  | { readonly kind: "switch"; readonly label: string; readonly initial: boolean }
  | {
      readonly kind: "text";
      readonly label: string;
      readonly initial: string;
      /** A regular expression for the whole of it. */
      readonly pattern: string;
      /** What fits the pattern, in words. */
      readonly hint: string;
    };

export type OptionSet = Readonly<Record<string, Option>>;
export type OptionValue = number | string | boolean;
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** The value type an option set describes. */
export type ValuesOf<Options extends OptionSet> = {
  readonly [Name in keyof Options]: Options[Name] extends { kind: "int" | "float" }
    ? number
    : Options[Name] extends { kind: "switch" }
      ? boolean
      : string;
};

/** A catalog item by its id, with the values of its options: what a spec stores. */
export interface Choice {
  readonly id: string;
  readonly options: OptionValues;
}

/** The same item with one of its options changed. */
export const withOption = ({ id, options }: Choice, name: string, value: OptionValue): Choice => ({
  id,
  options: { ...options, [name]: value },
});

interface NumberLook {
  readonly unit?: string;
  readonly log?: boolean;
}

export const int = (label: string, min: number, max: number, initial: number, look: NumberLook = {}) =>
  ({ kind: "int", label, min, max, initial, ...look }) as const;
export const float = (label: string, min: number, max: number, initial: number, look: NumberLook = {}) =>
  ({ kind: "float", label, min, max, initial, ...look }) as const;
export const choice = (label: string, choices: readonly string[], initial: string) =>
  ({ kind: "choice", label, choices, initial }) as const;
export const toggle = (label: string, initial: boolean) => ({ kind: "switch", label, initial }) as const;
/** A short text that a pattern describes. */
export const text = (label: string, initial: string, pattern: string, hint: string) =>
  ({ kind: "text", label, initial, pattern, hint }) as const;

export function initialValues<Options extends OptionSet>(options: Options): ValuesOf<Options> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, option.initial]),
  ) as ValuesOf<Options>;
}

/** Missing values get their initial; throws StudioError "BadInput" for an unknown name or a value outside its option. */
export function checkedValues<Options extends OptionSet>(
  owner: string,
  options: Options,
  values: OptionValues,
): ValuesOf<Options> {
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(options, name));
  if (unknown.length > 0) {
    throw new StudioError(
      "BadInput",
      `${owner} has no option "${unknown.join('", "')}"; it has ${Object.keys(options).join(", ") || "none"}`,
    );
  }
  const checked = Object.entries(options).map(([name, option]) => [
    name,
    checkedValue(`${owner}.${name}`, option, Object.hasOwn(values, name) ? values[name]! : option.initial),
  ]);
  return Object.fromEntries(checked) as ValuesOf<Options>;
}

function checkedValue(owner: string, option: Option, value: OptionValue): OptionValue {
  switch (option.kind) {
    case "int":
    case "float": {
      const isFit =
        typeof value === "number" &&
        value >= option.min &&
        value <= option.max &&
        (option.kind === "float" || Number.isInteger(value));
      if (!isFit)
        throw new StudioError(
          "BadInput",
          `${owner} is ${JSON.stringify(value)}; it must be ${option.kind === "int" ? "a whole number" : "a number"} from ${option.min} to ${option.max}`,
        );
      return value;
    }
    case "choice":
      if (!option.choices.includes(value as string))
        throw new StudioError(
          "BadInput",
          `${owner} is ${JSON.stringify(value)}; it must be one of ${option.choices.join(", ")}`,
        );
      return value;
    case "switch":
      if (typeof value !== "boolean")
        throw new StudioError("BadInput", `${owner} is ${JSON.stringify(value)}; it must be true or false`);
      return value;
    case "text": {
      const written = typeof value === "number" ? String(value) : value;
      if (typeof written !== "string" || !new RegExp(option.pattern).test(written))
        throw new StudioError("BadInput", `${owner} is ${JSON.stringify(value)}; it must be ${option.hint}`);
      return written;
    }
    default:
      return option satisfies never;
  }
}
