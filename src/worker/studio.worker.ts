import * as Comlink from "comlink";
import { createMemoryFileStore } from "../storage/memoryFileStore.ts";
import { openOpfsFileStore } from "../storage/opfsFileStore.ts";
import { createStudio } from "./studio/studio.ts";
import type { StudioApi } from "./studioApi.ts";

/** Without private storage (some private windows) everything works, but nothing outlives the tab. */
const files = openOpfsFileStore("cristae").catch(() => createMemoryFileStore());
const studio = files.then(createStudio);

type Group = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** A group of calls that waits until the storage is open. */
function group<Name extends keyof StudioApi>(name: Name): StudioApi[Name] {
  return new Proxy({} as StudioApi[Name], {
    get: (_, method: string) => async (...args: never[]) => {
      const calls = (await studio)[name] as unknown as Group;
      return calls[method]!(...args);
    },
  });
}

const api: StudioApi = { data: group("data"), space: group("space"), study: group("study"), compare: group("compare"), library: group("library") };
Comlink.expose(api);
