import * as Comlink from "comlink";
import type { ReaderApi } from "./readerApi.ts";

/** The reader at the other end of a thread; functions that it calls back are passed by reference. */
export function remoteReader(endpoint: Comlink.Endpoint): ReaderApi {
  const remote = Comlink.wrap<ReaderApi>(endpoint);
  return {
    open: (request) => remote.open(request),
    decode: (id, index, choice) => remote.decode(id, index, choice),
    facts: (id, index, progress) =>
      progress ? remote.facts(id, index, Comlink.proxy(progress)) : remote.facts(id, index),
    release: (id) => remote.release(id),
  };
}
