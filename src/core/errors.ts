/**
 * Every error a user may see. `name` survives `postMessage`, Comlink and queues where `instanceof` and extra fields do not.
 * The message says what was found and what would have worked.
 */
export type StudioErrorName =
  | "UnreadableFile"
  | "UnknownId"
  | "BadInput"
  | "BadStudyFile"
  | "BadPainting"
  | "BadNetworkFile"
  | "NotProven"
  | "OtherVersion"
  | "IllegalNetwork"
  | "OutOfMemory"
  | "DeviceLost"
  | "DeviceError"
  | "NotANumber"
  | "WorkerCrashed"
  | "WorkersLost"
  | "LeaseLost"
  | "Refused"
  | "Cancelled"
  | "DiskFull"
  | "StorageEvicted"
  | "StudyBusy"
  | "NotLoaded"
  | "TestClosed"
  | "NotFound";

export class StudioError extends Error {
  constructor(name: StudioErrorName, message: string) {
    super(message);
    this.name = name;
  }
}

/** An error as plain data, fit for a log line or another thread. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
}

export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: "Error", message: String(error) };
}

/** A reason that another sentence may follow. */
export const asSentence = (text: string): string => (text === "" || /[.!?]$/.test(text) ? text : `${text}.`);
