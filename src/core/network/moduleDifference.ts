import type { NetworkAnalysis } from "./analysis.ts";
import { boxesOf, moduleOf, type ModuleBox } from "./modules.ts";
import { operationOf } from "./operations.ts";

/** What became of a module: kernels are the most channels that one of its convolutions gives. */
export type ModuleChangeKind = "same" | "added" | "removed" | "wider" | "narrower" | "changed";

/** A module of two networks, beside what stands in its place in the other. */
export interface ModuleChange {
  readonly kind: ModuleChangeKind;
  /** As it is, and as it was in the network that it is held against; null where that has none. */
  readonly is: ModuleSide | null;
  readonly was: ModuleSide | null;
  /** How often the input was halved. */
  readonly scale: number;
}

export interface ModuleSide {
  readonly box: ModuleBox;
  readonly kernels: number;
}

/**
 * Two networks module by module, in the order of computation of the first, with those that only the second has where they would stand.
 * Those on the same side at the same scale belong together, of one name first, and so do the deepest of both; then those of one name.
 */
export function moduleDifference(is: NetworkAnalysis, was: NetworkAnalysis): readonly ModuleChange[] {
  const [own, others] = [sidesOf(is), sidesOf(was)];
  const partner = partnersOf(own, others);
  const changes: ModuleChange[] = own.map((side) => changeOf(side, partner.get(side) ?? null));
  const taken = new Set(partner.values());
  for (const [index, other] of others.entries()) {
    if (taken.has(other)) continue;
    const before = others[index - 1];
    const at = before ? changes.findIndex(({ was: held }) => held === before) : -1;
    changes.splice(at + 1, 0, changeOf(null, other));
  }
  return changes;
}

interface PlacedSide extends ModuleSide {
  /** "down 1", "bottom", "up 0". */
  readonly place: string;
}

function sidesOf(analysis: NetworkAnalysis): readonly PlacedSide[] {
  const { boxes } = boxesOf(analysis, new Set());
  const deepest = Math.max(...boxes.map(({ scale }) => scale));
  const bottom = boxes.findIndex(({ scale }) => scale === deepest);
  return boxes.map((box, index) => ({
    box,
    kernels: kernelsOf(analysis, box.id),
    place: box.scale === deepest ? "bottom" : `${index < bottom ? "down" : "up"} ${box.scale}`,
  }));
}

/** The most channels that a convolution of a module gives; 0 where it has none. */
function kernelsOf({ nodes }: NetworkAnalysis, module: string): number {
  const convolutions = nodes.filter(
    ({ node }) => moduleOf(node.id) === module && operationOf(node).role === "convolution",
  );
  return Math.max(0, ...convolutions.map(({ output }) => output.channels));
}

function partnersOf(own: readonly PlacedSide[], others: readonly PlacedSide[]): Map<PlacedSide, PlacedSide> {
  const partner = new Map<PlacedSide, PlacedSide>();
  const free = new Set(others);
  const pair = (isAlike: (a: PlacedSide, b: PlacedSide) => boolean) => {
    for (const side of own) {
      const found = partner.has(side) ? undefined : [...free].find((other) => isAlike(side, other));
      if (!found) continue;
      partner.set(side, found);
      free.delete(found);
    }
  };
  pair((a, b) => a.box.id === b.box.id && a.place === b.place);
  pair((a, b) => a.place === b.place);
  pair((a, b) => a.box.id === b.box.id);
  return partner;
}

function changeOf(is: PlacedSide | null, was: PlacedSide | null): ModuleChange {
  const scale = (is ?? was)!.box.scale;
  if (!is || !was) return { kind: is ? "added" : "removed", is, was, scale };
  const isAlike = is.box.detail === was.box.detail && is.box.parameters === was.box.parameters;
  const kind =
    is.kernels > was.kernels ? "wider" : is.kernels < was.kernels ? "narrower" : isAlike ? "same" : "changed";
  return { kind, is, was, scale };
}
