import { createContext, use } from "react";
import { useStore } from "zustand";
import type { StudioState, StudioStore } from "../state/store.ts";

export const StudioContext = createContext<StudioStore | null>(null);

/** The store itself, for event handlers that read it when they run. */
export function useStudioStore(): StudioStore {
  const store = use(StudioContext);
  if (!store) throw new Error("The studio's store is provided by App.");
  return store;
}

/** The smallest value a component needs; it renders again only when that changes. */
export function useStudio<Value>(select: (state: StudioState) => Value): Value {
  return useStore(useStudioStore(), select);
}
