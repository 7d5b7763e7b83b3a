import { StudioError } from "../../../core/errors.ts";
import type { LiveApi } from "../../studioApi.ts";
import { orCrash } from "../../trainerThread.ts";
import { openCommittee, type CommitteeParts } from "./committee.ts";
import { checkPainted, liveData } from "./liveData.ts";
import { gainSince, whereNext, type Suggested } from "./whereNext.ts";
import { trainOnAndOn, type LiveSession } from "./liveTraining.ts";

/** Trains one small network on what is painted, in a thread that lives as long as one wishes. */
export function createLiveRoom(parts: CommitteeParts): LiveApi {
  const { shown, spawn, devices } = parts;
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
    async whereNext(z) {
      const asking = session;
      const committee = await openCommittee(parts);
      try {
        const others = committee?.votes ?? NOBODY;
        if (asking) {
          const answer = new Promise<Suggested | null>((told) => asking.asked.push({ others, told }));
          suggested = await Promise.race([answer, asking.stopped.then(() => null)]);
        } else if (committee) suggested = await whereNext(shown.held(), liveData(shown.held()), z, others);
        else
          throw new StudioError(
            "NotFound",
            "Nothing learns now. Train on what is painted, then ask where to paint next.",
          );
        return suggested?.suggestion ?? null;
      } finally {
        committee?.close();
      }
    },
    gain: () => Promise.resolve(suggested && gainSince(shown.held(), suggested)),
    stop() {
      stop();
      return Promise.resolve();
    },
  };
}

const NOBODY = (): Promise<readonly Uint8Array[]> => Promise.resolve([]);

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
