import * as Comlink from "comlink";
import { createStopper } from "../../core/run/signal.ts";
import { toErrorRecord } from "../../core/errors.ts";
import type { JoinedApi } from "./joinedApi.ts";
import { workInBrowser } from "./workInBrowser.ts";

const WHY = { asked: "You left.", idle: "There was nothing to do.", done: "The study is done." } as const;

const leaving = createStopper();
let working: Promise<void> = Promise.resolve();

const api: JoinedApi = {
  begin(wish, tell) {
    working = workInBrowser(wish, tell, leaving.signal)
      .then((why) => tell({ about: "over", because: WHY[why] }))
      .catch((error: unknown) => tell({ about: "over", because: toErrorRecord(error).message }));
    return working;
  },
  async leave() {
    leaving.stop("asked");
    await working;
  },
};
Comlink.expose(api);
