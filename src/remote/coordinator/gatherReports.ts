/** A coordinator hears of many trials, each of which forces the log to the disk; machines do not wait for that. */
const GATHER_MS = 50;

/** Waits while more reports come in; what a crash takes of them is told again, as reports hold all of a trial. */
export const gatherReports = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, GATHER_MS));
