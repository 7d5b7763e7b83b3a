import { sha256 } from "../core/sha256.ts";
import { createMemoryFileStore } from "../storage/memoryFileStore.ts";
import { locate } from "../worker/reading/locate.ts";
import { createReader } from "../worker/reading/reader.ts";
import { wallClock } from "../worker/studio/clock.ts";
import type { StudioGround } from "../worker/studio/ground.ts";
import { createStudyLocks } from "../worker/studio/studyLocks.ts";
import { objectFinder } from "../worker/objects/finder.ts";
import { createSurfaceFinder } from "../worker/surfaces/finder.ts";
import type { TabMessage } from "../worker/studio/tabs.ts";
import { fakeLockManager } from "./fakeLocks.ts";
import { onnxWasm } from "./onnxWasm.ts";
import { trainingThreads } from "./fakeThreads.ts";

/** What the tabs of one browser stand on: files, locks and messages that they share, threads that only look as if they trained. */
export function fakeBrowser(): () => StudioGround {
  const files = createMemoryFileStore();
  const manager = fakeLockManager();
  const listeners: ((message: TabMessage) => void)[] = [];
  return () => {
    const own = new Set<(message: TabMessage) => void>();
    return {
      files,
      isDurable: true,
      locks: createStudyLocks(manager),
      tabs: {
        tell: (message) => listeners.filter((listener) => !own.has(listener)).forEach((listener) => listener(message)),
        onMessage(listener) {
          own.add(listener);
          listeners.push(listener);
        },
      },
      spawnTrainer: trainingThreads().spawn,
      spawnReader: () => ({
        reader: createReader(locate, sha256),
        crashed: new Promise<never>(() => undefined),
        end: () => undefined,
      }),
      spawnSurfaces: () => ({
        finder: createSurfaceFinder(),
        crashed: new Promise<never>(() => undefined),
        end: () => undefined,
      }),
      spawnObjects: () => ({
        finder: objectFinder,
        crashed: new Promise<never>(() => undefined),
        end: () => undefined,
      }),
      clock: wallClock,
      networkRuntime: () => Promise.resolve(onnxWasm()),
      machine: { cores: 2, name: "a test" },
    };
  };
}
