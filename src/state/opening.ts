import type { StudioStore } from "./store.ts";

/** Opens something that takes a while: the page says what meanwhile, and of an error what went wrong. */
export const opened = ({ getState, setState }: StudioStore, text: string, work: () => Promise<void>): Promise<void> =>
  getState().attempt(async () => {
    setState({ opening: text });
    try {
      await work();
    } finally {
      setState({ opening: null });
    }
  });
