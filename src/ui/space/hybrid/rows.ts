import type { HybridSettings } from "../../../catalog/spaces/hybrid/settings.ts";
import type { Range } from "../rangeText.ts";

/** A number of the space: a range of the root, and for some what each block or path may add. */
export interface RangeRow {
  readonly label: string;
  readonly bounds: Range;
  readonly of: (settings: HybridSettings) => Range;
  readonly with: (settings: HybridSettings, range: Range) => HybridSettings;
  /** Null for one that holds for the whole network. */
  readonly delta: {
    readonly of: (settings: HybridSettings) => Range | null;
    readonly with: (settings: HybridSettings, range: Range | null) => HybridSettings;
  } | null;
}

/** Choices of the root, the last of which cannot be switched off. */
export interface ChoiceRow {
  readonly label: string;
  readonly choices: readonly string[];
  readonly of: (settings: HybridSettings) => readonly string[];
  readonly with: (settings: HybridSettings, chosen: readonly string[]) => HybridSettings;
}

/** How far what a block or path adds can reach. */
export const DELTA_BOUNDS: Range = [-16, 16];

type LeveledField = "kernels" | "convolutions" | "pathConvolutions" | "pathKernels";

const leveled = (label: string, field: LeveledField, bounds: Range): RangeRow => ({
  label,
  bounds,
  of: (settings) => settings[field][0],
  with: (settings, [low, high]) => ({ ...settings, [field]: [[low, high], settings[field][1]] }),
  delta: {
    of: (settings) => settings[field][1],
    with: (settings, range) => ({ ...settings, [field]: [settings[field][0], range === null ? null : [...range]] }),
  },
});

const ofRoot = (label: string, field: "blocks" | "paths", bounds: Range): RangeRow => ({
  label,
  bounds,
  of: (settings) => settings[field],
  with: (settings, [low, high]) => ({ ...settings, [field]: [low, high] }),
  delta: null,
});

const chosen = (label: string, field: "inserts" | "feeds" | "combines", choices: readonly string[]): ChoiceRow => ({
  label,
  choices,
  of: (settings) => settings[field],
  with: (settings, next) => ({ ...settings, [field]: next }),
});

/** Rows of both parts of a hybrid, in the order in which an image passes them. */
export const PARTS: readonly {
  readonly title: string;
  readonly below: string;
  readonly ranges: readonly RangeRow[];
  readonly choices: readonly ChoiceRow[];
}[] = [
  {
    title: "Slices, 1×3×3",
    below: "a block",
    ranges: [
      leveled("Kernels", "kernels", [1, 64]),
      ofRoot("Blocks", "blocks", [1, 5]),
      leveled("Convolutions", "convolutions", [1, 6]),
    ],
    choices: [chosen("3×3×3 first", "inserts", ["none", "fine"])],
  },
  {
    title: "Pyramid, 3×3×3",
    below: "a path",
    ranges: [
      leveled("Kernels of a path", "pathKernels", [1, 64]),
      ofRoot("Paths", "paths", [1, 5]),
      leveled("Convolutions a path", "pathConvolutions", [1, 9]),
    ],
    choices: [
      chosen("Reads", "feeds", ["predictions", "features"]),
      chosen("Paths come together by", "combines", ["sum", "concat"]),
    ],
  },
];

/** The choices with one switched on or off, in the order of all; null where none would be left. */
export function toggled(row: ChoiceRow, settings: HybridSettings, choice: string): HybridSettings | null {
  const held = row.of(settings);
  const next = row.choices.filter((other) => (other === choice ? !held.includes(other) : held.includes(other)));
  return next.length === 0 ? null : row.with(settings, next);
}
