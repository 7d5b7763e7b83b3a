import type { FileStore } from "../../storage/fileStore.ts";
import type { RuntimeWasm } from "../proof/onnxRuntime.ts";
import type { ReaderThread } from "../reading/guard.ts";
import type { ObjectThread } from "../objects/objectThread.ts";
import type { SurfaceThread } from "../surfaces/surfaceThread.ts";
import type { TrainerThread } from "../trainerThread.ts";
import type { Clock } from "./clock.ts";
import type { StudyLocks } from "./studyLocks.ts";
import type { Tabs } from "./tabs.ts";

/** What a studio stands on. */
export interface StudioGround {
  readonly files: FileStore;
  /** Whether the files outlive the tab. */
  readonly isDurable: boolean;
  readonly locks: StudyLocks;
  readonly tabs: Tabs;
  readonly spawnTrainer: () => TrainerThread;
  readonly spawnReader: () => ReaderThread;
  readonly spawnSurfaces: () => SurfaceThread;
  readonly spawnObjects: () => ObjectThread;
  readonly clock: Clock;
  /** WebAssembly of what runs exported networks; asked for when one is exported. */
  readonly networkRuntime: () => Promise<RuntimeWasm>;
  /** Cores to train on, and what tells this machine from another whose measured speeds do not count here. */
  readonly machine: { readonly cores: number; readonly name: string };
}
