import * as Comlink from "comlink";
import { openBrowserFiles } from "../storage/browserFiles.ts";
import { spawnBrowserTrainer } from "./browserThread.ts";
import { spawnBrowserObjects } from "./objects/browserThread.ts";
import { pageWasm } from "./proof/pageWasm.ts";
import { spawnBrowserReader } from "./reading/threads.ts";
import { wallClock } from "./studio/clock.ts";
import { createStudio } from "./studio/studio.ts";
import { createStudyLocks } from "./studio/studyLocks.ts";
import { openTabs } from "./studio/tabs.ts";
import { spawnBrowserSurfaces } from "./surfaces/browserThread.ts";
import type { StudioApi } from "./studioApi.ts";

const locks = (navigator as { readonly locks?: LockManager }).locks;
const studio = openBrowserFiles("cristae").then((ground) =>
  createStudio({
    ...ground,
    locks: createStudyLocks(ground.isDurable ? locks : undefined),
    tabs: openTabs("cristae"),
    spawnTrainer: spawnBrowserTrainer,
    spawnReader: spawnBrowserReader,
    spawnSurfaces: spawnBrowserSurfaces,
    spawnObjects: spawnBrowserObjects,
    clock: wallClock,
    networkRuntime: pageWasm,
    machine: { cores: Math.max(1, navigator.hardwareConcurrency), name: navigator.userAgent },
  }),
);

type Group = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** A group of calls that waits until the storage is open. */
function group<Name extends keyof StudioApi>(name: Name): StudioApi[Name] {
  return new Proxy({} as StudioApi[Name], {
    get:
      (_, method: string) =>
      async (...args: never[]) => {
        const calls = (await studio)[name] as unknown as Group;
        return calls[method]!(...args);
      },
  });
}

const api: StudioApi = {
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
Comlink.expose(api);
