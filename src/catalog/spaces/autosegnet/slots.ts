import type { DecisionStep, SpaceViews, VectorParameter } from "../../../core/space/space.ts";
import { archOf, flatOf, LAYER_INPUTS, LAYERS, OPERATIONS, type LayerName, type SegArch } from "./genotype.ts";
import type { AutosegnetSettings } from "./settings.ts";

/** One whole number of a genotype, and what it may be. */
export interface Slot {
  readonly kind: "input" | "operation" | "skip" | "bottom";
  readonly name: string;
  readonly label: string;
  readonly allowed: readonly number[];
}

const LABELS: Readonly<Record<LayerName, string>> = { down: "Down", bridge: "Bridge", up: "Up" };
const SKIPS = { search: [0, 1], on: [1], off: [0] } as const;

/** Every number of a genotype, in the order of `flatOf`. */
export const slotsOf = (settings: AutosegnetSettings, depth: number): readonly Slot[] => [
  ...LAYERS.flatMap((layer) =>
    settings[layer].inputs.slice(0, settings.cells).flatMap((_, cell) => cellSlots(settings, layer, cell)),
  ),
  ...Array.from({ length: depth }, (_, level): Slot => ({
    kind: "skip",
    name: `skip${level}`,
    label: `Long skip ${level + 1}`,
    allowed: SKIPS[settings.skips[Math.min(level, settings.skips.length - 1)]!],
  })),
  ...(settings.hdcLayer === "search"
    ? [{ kind: "bottom", name: "hdc", label: "HDC layer at the bottom", allowed: [0, 1] } as const]
    : []),
];

function cellSlots(settings: AutosegnetSettings, layer: LayerName, cell: number): readonly Slot[] {
  const { operations, inputs } = settings[layer];
  const allowed = operations.map((id) => OPERATIONS.findIndex((operation) => operation.id === id));
  const [name, label] = [`${layer}/cell${cell}`, `${LABELS[layer]}, cell ${cell + 1}`];
  return [
    ...inputs[cell]!.map((list, half): Slot => ({
      kind: "input",
      name: `${name}/in${half + 1}`,
      label: `${label}, input ${half + 1}`,
      allowed: list,
    })),
    ...[1, 2].map((half): Slot => ({
      kind: "operation",
      name: `${name}/op${half}`,
      label: `${label}, operation ${half}`,
      allowed,
    })),
  ];
}

const isFree = ({ allowed }: Slot): boolean => allowed.length > 1;

/** Number of genotypes: 1.3132e19 times 2^D with nothing fixed (spec 3.2). */
export const countOf = (slots: readonly Slot[]): number =>
  slots.reduce((product, { allowed }) => product * allowed.length, 1);

/** Number of genotypes with those counted once that differ only in the order of a cell's two halves. */
export function networksOf(slots: readonly Slot[]): number {
  const isPart = ({ kind }: Slot) => kind === "input" || kind === "operation";
  let networks = countOf(slots.filter((slot) => !isPart(slot)));
  const parts = slots.filter(isPart);
  for (let start = 0; start < parts.length; start += 4)
    networks *= unorderedPairs(parts.slice(start, start + 4) as unknown as CellSlots);
  return networks;
}

type CellSlots = readonly [in1: Slot, in2: Slot, op1: Slot, op2: Slot];

/** Both halves choose an operation from the same list, so a pair is there twice where both its inputs are open to both halves. */
function unorderedPairs([in1, in2, op1]: CellSlots): number {
  const operations = op1.allowed.length;
  const shared = operations * in1.allowed.filter((input) => in2.allowed.includes(input)).length;
  return in1.allowed.length * in2.allowed.length * operations ** 2 - (shared * (shared - 1)) / 2;
}

/** Views of the space by the numbers that are not fixed. */
export function viewsOf(settings: AutosegnetSettings, depth: number): SpaceViews<SegArch> {
  const slots = slotsOf(settings, depth);
  const free = slots.filter(isFree);
  const parameters = free.map(({ name, label, allowed }): VectorParameter => ({
    name,
    label,
    low: 0,
    high: allowed.length,
    isFloored: true,
  }));

  /** Of every free slot, the number of the value taken among those allowed. */
  const fromChoices = (choices: readonly number[]): SegArch => {
    let next = 0;
    const flat = slots.map((slot) => slot.allowed[isFree(slot) ? choices[next++]! : 0]!);
    return archOf(flat, settings.cells, depth);
  };
  const toChoices = (arch: SegArch): readonly number[] => {
    const flat = flatOf(arch, depth);
    return slots.flatMap((slot, index) => (isFree(slot) ? [Math.max(0, slot.allowed.indexOf(flat[index]!))] : []));
  };
  const floored = (x: readonly number[]) =>
    x.map((value, axis) => Math.min(parameters[axis]!.high - 1, Math.max(0, Math.floor(value))));

  return {
    random: { sample: (random) => fromChoices(free.map(({ allowed }) => random.int(0, allowed.length - 1))) },
    vector: {
      parameters,
      fromVector: (x) => fromChoices(floored(x)),
      toVector: (arch) => toChoices(arch).map((choice) => choice + 0.5),
    },
    decisions: {
      vocabularies: {
        operation: OPERATIONS.map(({ label }) => label),
        ...(settings.hdcLayer === "search" && { bottom: ["no HDC", "HDC"] }),
      },
      steps: stepsOf(slots, settings.cells),
      fromChoices,
      toChoices,
    },
  };
}

/** Down, bridge, up, long skips, the bottom; each layer begins with its two inputs, each cell ends as something later cells may read (spec 3.4). */
function stepsOf(slots: readonly Slot[], cells: number): readonly DecisionStep[] {
  const skips = slots.filter((slot) => slot.kind === "skip" && isFree(slot));
  return [
    ...LAYERS.flatMap((layer) =>
      layerSteps(
        layer,
        slots.filter(({ name }) => name.startsWith(`${layer}/`)),
        cells,
      ),
    ),
    ...skips.map(({ name }): DecisionStep => ({ kind: "node", name: `${name}/encoder`, isBlank: false })),
    ...skips.map(({ name }): DecisionStep => ({ kind: "gate", name, node: `${name}/encoder` })),
    ...slots.flatMap(({ kind, name, allowed }): readonly DecisionStep[] =>
      kind === "bottom" ? [{ kind: "choice", name, vocabulary: "bottom", words: allowed }] : [],
    ),
  ];
}

function layerSteps(layer: LayerName, slots: readonly Slot[], cells: number): readonly DecisionStep[] {
  const nodes = [
    ...Array.from({ length: LAYER_INPUTS }, (_, input) => `${layer}/input${input}`),
    ...Array.from({ length: cells }, (_, cell) => `${layer}/cell${cell}`),
  ];
  const steps = nodes.slice(0, LAYER_INPUTS).map((name): DecisionStep => ({ kind: "node", name, isBlank: true }));
  for (const name of nodes.slice(LAYER_INPUTS)) {
    const own = slots.filter((slot) => slot.name.startsWith(`${name}/`) && isFree(slot));
    steps.push(...own.map((slot) => decided(slot, nodes)), { kind: "node", name, isBlank: false });
  }
  return steps;
}

const decided = ({ kind, name, allowed }: Slot, nodes: readonly string[]): DecisionStep =>
  kind === "input"
    ? { kind: "pointer", name, nodes: allowed.map((input) => nodes[input]!) }
    : { kind: "choice", name, vocabulary: "operation", words: allowed };
