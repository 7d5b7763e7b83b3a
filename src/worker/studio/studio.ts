import { surrogatePlane } from "../../catalog/strategies/blackbox/surrogatePlane.ts";
import { createDevices } from "../devices.ts";
import { guardReader } from "../reading/guard.ts";
import type { StudioApi } from "../studioApi.ts";
import { askWhatIf, sampleMembers } from "../whatIf.ts";
import { createCompareRoom } from "./compareRoom.ts";
import { createCorrectRoom } from "./correctRoom.ts";
import { createDataRoom } from "./dataRoom.ts";
import type { StudioGround } from "./ground.ts";
import { createLibrary } from "./library.ts";
import { createLibraryRoom } from "./libraryRoom.ts";
import { createObjectsRoom } from "./objectsRoom.ts";
import { createNewStackRoom } from "./newStackRoom.ts";
import { createOpenedStudy } from "./openedStudy.ts";
import { createLiveRoom } from "./live/liveRoom.ts";
import { createSurfacesRoom } from "./surfacesRoom.ts";
import { createStudyRoom } from "./studyRoom.ts";

/** Everything behind the page: voxels, studies, threads and storage. */
export function createStudio(ground: StudioGround): StudioApi {
  const { files, isDurable, locks, spawnTrainer, machine } = ground;
  const data = createDataRoom(guardReader(ground.spawnReader), ground);
  const devices = createDevices({ files, spawn: spawnTrainer, ...machine });
  const library = createLibrary({ files, isDurable, locks });
  const open = createOpenedStudy({ ground, dataset: () => data.dataset(), devices, library });
  const parts = { ground, data, devices, library, open };
  return {
    data,
    space: {
      whatIf: (question) => Promise.resolve(askWhatIf(question)),
      gallery: (question, count) => Promise.resolve(sampleMembers(question, count)),
      surrogate: (question) => Promise.resolve(surrogatePlane(question)),
    },
    paint: data.paint,
    correct: createCorrectRoom({ data, open }),
    live: createLiveRoom({ shown: data.shown, open, spawn: spawnTrainer, devices }),
    study: createStudyRoom(parts),
    compare: createCompareRoom(open, ground.networkRuntime),
    newStack: createNewStackRoom(parts),
    surfaces: createSurfacesRoom({ data, open, spawnSurfaces: ground.spawnSurfaces }),
    objects: createObjectsRoom({ data, open, spawnObjects: ground.spawnObjects }),
    library: createLibraryRoom(parts),
  };
}
