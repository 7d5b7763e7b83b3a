import type { CatalogParts, Resolver } from "./resolve.ts";
import type { Study } from "../study/study.ts";
import type { Architecture, Reason } from "../study/trial.ts";

/** A trial that a stage asks for. */
export interface Asked {
  readonly architecture: Architecture;
  readonly key: string;
  readonly reason: Reason;
  readonly label: string;
}

/** What a stage decides by. */
export interface AskingParts {
  readonly catalog: CatalogParts;
  readonly resolver: Resolver;
}

/** The name, with a number behind it from the second trial of that name on. */
export function numbered(name: string, study: Study): string {
  const same = study.trials.filter(({ label }) => label === name || label.startsWith(`${name} `)).length;
  return same === 0 ? name : `${name} ${same + 1}`;
}

/** The key of a network of the catalog: the same for the same settings. */
export const networkArchitecture = (
  network: Extract<Architecture, { kind: "network" }>["network"],
): Pick<Asked, "architecture" | "key"> => ({
  architecture: { kind: "network", network },
  key: `network:${JSON.stringify(network)}`,
});
