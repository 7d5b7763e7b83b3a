import { StudioError } from "./errors.ts";
import { unknownId } from "./unknownId.ts";

/** Something a user can choose by its id: a format, a space, a strategy, a loss. */
export interface Registered {
  readonly id: string;
  readonly label: string;
}

export interface Registry<Item extends Registered> {
  readonly list: readonly Item[];
  /** Throws StudioError "UnknownId" naming the known ids. */
  get(id: string): Item;
}

/** A registry of the default exports of one catalog folder, in the order given. */
export function createRegistry<Item extends Registered>(kind: string, list: readonly Item[]): Registry<Item> {
  const byId = new Map(list.map((item) => [item.id, item]));
  if (byId.size !== list.length)
    throw new StudioError("BadInput", `Two ${kind}s share an id: ${list.map((item) => item.id).join(", ")}`);
  return {
    list,
    get(id) {
      const item = byId.get(id);
      if (!item) throw unknownId(kind, id, [...byId.keys()]);
      return item;
    },
  };
}
