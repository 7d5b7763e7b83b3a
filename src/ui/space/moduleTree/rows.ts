import type { ModuleTreeSettings } from "../../../catalog/spaces/moduleTree/settings.ts";
import type { Range } from "../rangeText.ts";

type LeveledField = "kernels" | "blocks" | "layers" | "penalty";

/** A cell of the matrix: what one level may do with one hyperparameter. */
export type Cell =
  | {
      readonly kind: "range";
      readonly value: Range;
      readonly bounds: Range;
      readonly step: number;
      readonly isDelta: boolean;
      /** Whether the numbers are logarithms of penalties, which may be told per voxel or per batch. */
      readonly isPenalty: boolean;
      readonly set: (value: Range) => ModuleTreeSettings;
    }
  | { readonly kind: "rate"; readonly value: number; readonly set: (value: number) => ModuleTreeSettings }
  | {
      readonly kind: "chips";
      readonly choices: readonly {
        readonly label: string;
        readonly isOn: boolean;
        readonly toggled: ModuleTreeSettings | null;
      }[];
    }
  | { readonly kind: "inherits"; readonly allowed: ModuleTreeSettings | null };

export interface Row {
  readonly label: string;
  readonly cells: readonly Cell[];
}

const NEVER: Cell = { kind: "inherits", allowed: null };

/** The matrix of ranges: hyperparameters down, levels across (design: one `columns` array with the tree above it). */
export function rowsOf(settings: ModuleTreeSettings): readonly Row[] {
  return [
    leveled("Kernels", "kernels", settings, {
      root: [1, Math.max(64, settings.kernels[0][1])],
      delta: [-16, 16],
      step: 1,
      levels: [true, true, true],
    }),
    leveled("Blocks", "blocks", settings, { root: [1, 5], delta: [-2, 2], step: 1, levels: [true, false, false] }),
    leveled("Layers per block", "layers", settings, {
      root: [1, 4],
      delta: [-2, 2],
      step: 1,
      levels: [true, true, false],
    }),
    { label: "Kernel width", cells: [chips(settings, "widths", [3, 5, 7]), NEVER, NEVER, NEVER] },
    {
      label: "Pooling",
      cells: [chips(settings, "poolings", ["max", "conv"]), flip(settings, 0), flip(settings, 1), flip(settings, 2)],
    },
    { label: "Activation", cells: [chips(settings, "activations", ["relu", "elu", "leakyRelu"]), NEVER, NEVER, NEVER] },
    leveled("Penalty, log γ", "penalty", settings, {
      root: [-16, -2],
      delta: [-2, 2],
      step: 0.1,
      levels: [true, true, true],
    }),
    {
      label: "Mutation rate",
      cells: settings.rates.map((value, level): Cell => ({
        kind: "rate",
        value,
        set: (next) => ({
          ...settings,
          rates: settings.rates.with(level, next) as unknown as ModuleTreeSettings["rates"],
        }),
      })),
    },
  ];
}

interface LeveledLook {
  readonly root: Range;
  readonly delta: Range;
  readonly step: number;
  /** Which of the levels below the root may have a range of their own. */
  readonly levels: readonly [boolean, boolean, boolean];
}

function leveled(
  label: string,
  field: LeveledField,
  settings: ModuleTreeSettings,
  { root, delta, step, levels }: LeveledLook,
): Row {
  const withLevel = (level: number, range: Range | null): ModuleTreeSettings => ({
    ...settings,
    [field]: settings[field].with(level, range as never),
  });
  const cells = settings[field].map((range, level): Cell => {
    if (level > 0 && !levels[level - 1]) return NEVER;
    if (range === null) return { kind: "inherits", allowed: withLevel(level, [-1, 1]) };
    const isDelta = level > 0;
    return {
      kind: "range",
      value: range,
      bounds: isDelta ? delta : root,
      step,
      isDelta,
      isPenalty: field === "penalty" && !isDelta,
      set: (value) => withLevel(level, isDelta && value[0] === 0 && value[1] === 0 ? null : value),
    };
  });
  return { label, cells };
}

const LABELS: Readonly<Record<string, string>> = { leakyRelu: "leaky" };

/** Choices of the root; the last one that is on cannot be switched off. */
function chips<Field extends "widths" | "poolings" | "activations">(
  settings: ModuleTreeSettings,
  field: Field,
  all: ModuleTreeSettings[Field],
): Cell {
  const chosen = settings[field] as readonly unknown[];
  const choices = all.map((choice) => {
    const isOn = chosen.includes(choice);
    const next = all.filter((other) => (other === choice ? !isOn : chosen.includes(other)));
    return {
      label: LABELS[String(choice)] ?? String(choice),
      isOn,
      toggled: next.length > 0 ? { ...settings, [field]: next } : null,
    };
  });
  return { kind: "chips", choices };
}

function flip(settings: ModuleTreeSettings, level: number): Cell {
  const isOn = settings.poolingMayFlip[level]!;
  if (settings.poolings.length < 2) return NEVER;
  const toggled = {
    ...settings,
    poolingMayFlip: settings.poolingMayFlip.with(level, !isOn) as unknown as ModuleTreeSettings["poolingMayFlip"],
  };
  return isOn
    ? { kind: "chips", choices: [{ label: "may flip", isOn, toggled }] }
    : { kind: "inherits", allowed: toggled };
}
