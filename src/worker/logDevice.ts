import type { StudyRun } from "../core/run/runStudy.ts";
import type { Pool } from "./pool.ts";
import type { ChosenDevice } from "./devices.ts";

/** Writes into a study's log what a run computes on and why, and a device that is given up: the page, and a later run, read it there. */
export function logDevice(run: Pick<StudyRun, "record">, pool: Pool, choice: ChosenDevice): void {
  void run.record({ type: "deviceChosen", ...choice });
  pool.onLoss((loss) => void run.record({ type: "deviceLost", ...loss }));
}
