import { StudioError } from "../../../core/errors.ts";
import type { Devices } from "../../devices.ts";
import type { LiveApi } from "../../studioApi.ts";
import { orCrash, type TrainerThread } from "../../trainerThread.ts";
import type { ShownData } from "../shownData.ts";
import { checkPainted, liveData } from "./liveData.ts";
import { gainSince, type Suggested } from "./whereNext.ts";
import { trainOnAndOn, type LiveSession } from "./liveTraining.ts";

interface LiveRoomParts {
  readonly shown: ShownData;
  readonly spawn: () => TrainerThread;
  readonly devices: Pick<Devices, "choose">;
}

/** Trains one small network on what is painted, in a thread that lives as long as one wishes. */
export function createLiveRoom({ shown, spawn, devices }: LiveRoomParts): LiveApi {
  let session: LiveSession | null = null;
  let suggested: Suggested | null = null;

  function stop(): void {
    session?.stop();
    session = null;
  }

  return {
    async train(z, listener) {
      stop();
      const began = performance.now();
      const data = liveData(shown.held());
      checkPainted(data);
      const current = (session = beginSession(z));
      const { device } = await devices.choose("auto");
      const thread = spawn();
      try {
        const work = async () => {
          await orCrash(thread, thread.trainer.open(device));
          await orCrash(thread, thread.trainer.setData(data));
          await trainOnAndOn(thread, { data, shown, session: current, listener, began });
        };
        // Its end does not wait for what the thread is doing.
        await Promise.race([work(), current.stopped]);
      } finally {
        current.stop();
        thread.end();
        if (session === current) session = null;
      }
    },
    look(z) {
      if (session) session.z = z;
      return Promise.resolve();
    },
    async whereNext() {
      const asking = session;
      if (!asking)
        throw new StudioError(
          "NotFound",
          "Nothing learns now. Train on what is painted, then ask where to paint next.",
        );
      const answer = new Promise<Suggested | null>((resolve) => asking.asked.push(resolve));
      suggested = await Promise.race([answer, asking.stopped.then(() => null)]);
      return suggested?.suggestion ?? null;
    },
    gain: () => Promise.resolve(suggested && gainSince(shown.held(), suggested)),
    stop() {
      stop();
      return Promise.resolve();
    },
  };
}

function beginSession(z: number): LiveSession {
  const session: LiveSession = { z, isStopped: false, stop: () => undefined, stopped: Promise.resolve(), asked: [] };
  session.stopped = new Promise((resolve) => {
    session.stop = () => {
      session.isStopped = true;
      resolve();
    };
  });
  return session;
}
