import * as Comlink from "comlink";
import type { JoinedApi } from "./joinedApi.ts";

/** A page's part of the work. */
export interface JoinedWork extends JoinedApi {
  /** Ends it at once, as a closed tab does: what it held is given back by the gateway. */
  end(): void;
}

/** Begins to work in a worker of its own, of which the browser slows down no timer when the tab is hidden. */
export function startJoined(): JoinedWork {
  const worker = new Worker(new URL("./joined.worker.ts", import.meta.url), { type: "module" });
  const remote = Comlink.wrap<JoinedApi>(worker);
  return {
    begin: (wish, tell) => remote.begin(wish, Comlink.proxy(tell)),
    leave: () => remote.leave(),
    end: () => worker.terminate(),
  };
}

/** Tells the gateway that this tab is closing; the call outlives the page. */
export const sayGoodbye = (session: string): void =>
  void fetch("/leave", {
    method: "POST",
    keepalive: true,
    headers: { authorization: `Bearer ${session}`, "content-type": "application/json" },
    body: "{}",
  }).catch(() => undefined);
