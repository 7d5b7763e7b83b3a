import { OPERATIONS, type LayerName } from "../../../catalog/spaces/autosegnet/genotype.ts";
import type { AutosegnetSettings, LayerSettings } from "../../../catalog/spaces/autosegnet/settings.ts";

export type OperationId = (typeof OPERATIONS)[number]["id"];
export type SkipChoice = AutosegnetSettings["skips"][number];
/** Which half of a cell: 0 or 1. */
export type Half = 0 | 1;

/** With an operation switched on or off in a layer; null where it is the last one that is left. */
export function withOperation(
  settings: AutosegnetSettings,
  layer: LayerName,
  operation: OperationId,
): AutosegnetSettings | null {
  const { operations } = settings[layer];
  const next = OPERATIONS.map(({ id }) => id).filter((id) =>
    id === operation ? !operations.includes(id) : operations.includes(id),
  );
  return next.length === 0 ? null : { ...settings, [layer]: { ...settings[layer], operations: next } };
}

/** With an input of one half of a cell allowed or not; null where it is the last one that is left. */
export function withInput(
  settings: AutosegnetSettings,
  layer: LayerName,
  [cell, half]: readonly [number, Half],
  input: number,
): AutosegnetSettings | null {
  const allowed = settings[layer].inputs[cell]![half];
  const next = (allowed.includes(input) ? allowed.filter((other) => other !== input) : [...allowed, input]).sort(
    (a, b) => a - b,
  );
  if (next.length === 0) return null;
  const inputs = settings[layer].inputs.map((halves, at) =>
    at === cell ? halves.map((list, which) => (which === half ? next : list)) : halves,
  ) as LayerSettings["inputs"];
  return { ...settings, [layer]: { ...settings[layer], inputs } };
}

const CYCLE: readonly SkipChoice[] = ["search", "on", "off"];

/** What is set for the long skip at a level, 0 the finest: deeper levels have the last setting. */
export const skipChoice = ({ skips }: Pick<AutosegnetSettings, "skips">, level: number): SkipChoice =>
  skips[Math.min(level, skips.length - 1)]!;

/** With the next choice for the long skip at a level of `depth`; the others keep what they had. */
export function withNextSkip(settings: AutosegnetSettings, level: number, depth: number): AutosegnetSettings {
  const skips = Array.from({ length: Math.max(depth, settings.skips.length) }, (_, at) => skipChoice(settings, at));
  return { ...settings, skips: skips.with(level, CYCLE[(CYCLE.indexOf(skips[level]!) + 1) % CYCLE.length]!) };
}

/** What a half of a cell may read, in words: 0 and 1 are the layers before, 2, 3, ... the earlier cells. */
export const inputName = (input: number): string =>
  input === 0 ? "before last" : input === 1 ? "last" : `cell ${input - 1}`;
