import { StudioError, type StudioErrorName } from "../core/errors.ts";

/** Rejects once a Web Worker has crashed, with a StudioError of that name in words that take the reason; never resolves. */
export function crashOf(worker: Worker, name: StudioErrorName, textOf: (reason: string) => string): Promise<never> {
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new StudioError(name, textOf(event.message || "no reason given, often too little memory")));
    });
  });
  // Nobody may be waiting for it.
  crashed.catch(() => undefined);
  return crashed;
}
