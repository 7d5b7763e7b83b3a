import type { Choice } from "../options.ts";
import type { OnnxBaseline } from "../study/onnxBaseline.ts";
import type { Architecture, ArchitectureKind } from "../study/architecture.ts";
import type { Study } from "../study/study.ts";
import type { Reason } from "../study/trial.ts";
import type { CatalogParts } from "./catalogParts.ts";
import type { Resolver } from "./resolve.ts";

/** A trial that a stage asks for. */
export interface Asked {
  readonly architecture: Architecture;
  readonly key: string;
  readonly reason: Reason;
  readonly label: string;
  /** Whether its weights and its row stay, whatever it scores. */
  readonly isPinned: boolean;
}

/** What stages decide by in one run. */
export interface AskingRun {
  readonly catalog: CatalogParts;
  readonly resolver: Resolver;
  /** Candidates that strategies may still propose in this run. */
  proposalsLeft: number;
  /** What a stage keeps in mind between two questions, by its index; it follows from the study alone. */
  readonly memories: Map<number, unknown>;
}

/** The name, with a number behind it from the second trial of that name on. */
export function numbered(name: string, study: Study): string {
  const same = study.trials.filter(({ label }) => label === name || label.startsWith(`${name} `)).length;
  return same === 0 ? name : `${name} ${same + 1}`;
}

/** The same for the same settings of a network of the catalog. */
export const networkKey = (network: Choice): string => `network:${JSON.stringify(network)}`;

/** A network of the catalog, told from others like it that stand beside it. */
export const askedNetwork = (
  network: Choice,
  study: Study,
  { catalog }: AskingRun,
  beside: readonly Choice[] = [],
): Omit<Asked, "reason" | "isPinned"> => ({
  architecture: { kind: "network", network },
  key: networkKey(network),
  label: numbered(`${catalog.networkLabel(network)}${differencesText(network, beside)}`, study),
});

/** A network of a file, as it is. */
export const askedFile = (network: OnnxBaseline, study: Study): Asked => ({
  architecture: { kind: "onnx", network },
  key: `onnx:${JSON.stringify(network)}`,
  label: numbered(network.name, study),
  reason: { text: "A network that was trained elsewhere, scored as it is." },
  isPinned: true,
});

/** How many trials of a kind a stage has asked for. */
export const askedOf = ({ trials }: Study, index: number, kind: ArchitectureKind): number =>
  trials.stage(index).kinds.get(kind) ?? 0;

/** " (base 12)": what it has otherwise than the same network of other settings; nothing where there is no such. */
function differencesText({ id, options }: Choice, beside: readonly Choice[]): string {
  const alike = beside.filter((other) => other.id === id);
  const differing = Object.keys(options).filter((name) => alike.some((other) => other.options[name] !== options[name]));
  return differing.length > 0 ? ` (${differing.map((name) => `${name} ${String(options[name])}`).join(", ")})` : "";
}
