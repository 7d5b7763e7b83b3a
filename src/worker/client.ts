import * as Comlink from "comlink";
import { StudioError } from "../core/errors.ts";
import { orEnd } from "../core/orEnd.ts";
import workerUrl from "./studio.worker.ts?worker&url";
import type { StudioApi } from "./studioApi.ts";

/** Starts the studio worker and hides that it is one: functions among the arguments become proxies. Calls fail once it has crashed. */
export function startStudio(): StudioApi {
  const worker = new Worker(bootstrap(workerUrl), { type: "module" });
  const remote = Comlink.wrap<StudioApi>(worker);
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) =>
      reject(
        new StudioError(
          "WorkerCrashed",
          `The studio's worker crashed (${event.message || "no reason given"}). What was saved is kept; reload the page to go on.`,
        ),
      ),
    );
  });
  crashed.catch(() => undefined);

  let isAsked = false;
  /** With the first study there is something to lose: the browser is asked not to evict it. Only a page may ask, a worker may not. */
  const askToPersist = () => {
    const { storage } = navigator as { readonly storage?: Partial<StorageManager> };
    if (!isAsked) void storage?.persist?.().catch(() => undefined);
    isAsked = true;
  };

  const group = <Name extends keyof StudioApi>(name: Name): StudioApi[Name] =>
    new Proxy({} as StudioApi[Name], {
      get:
        (_, method: string) =>
        (...args: unknown[]) => {
          if (name === "study" && method === "start") askToPersist();
          const calls = remote[name] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
          return orEnd(calls[method]!(...args.map(shared)), crashed);
        },
    });
  return {
    data: group("data"),
    space: group("space"),
    study: group("study"),
    paint: group("paint"),
    correct: group("correct"),
    live: group("live"),
    compare: group("compare"),
    newStack: group("newStack"),
    surfaces: group("surfaces"),
    objects: group("objects"),
    library: group("library"),
  };
}

/**
 * A worker started from a blob has the page's Content-Security-Policy also where the host cannot send one with the worker's file,
 * so the proof that nothing leaves the machine holds on any static host.
 */
function bootstrap(url: string): string {
  const address = new URL(url, document.baseURI).href;
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" }));
}

/** Callbacks, alone or as the members of an object, are called from the worker. */
function shared(argument: unknown): unknown {
  if (typeof argument === "function") return Comlink.proxy(argument);
  const isListener =
    typeof argument === "object" &&
    argument !== null &&
    Object.values(argument).some((value) => typeof value === "function") &&
    Object.getPrototypeOf(argument) === Object.prototype;
  return isListener ? Comlink.proxy(argument) : argument;
}
