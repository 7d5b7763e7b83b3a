import type { Job } from "bullmq";

/** A job's progress: what its holder told. */
export interface Told<Progress> {
  readonly body: Progress;
  /** How often something was told of the work: what is told may come late, and after what came later. */
  readonly count: number;
  readonly attempt: number;
  readonly givenBack: number;
}

export const isTold = <Progress>(progress: unknown): progress is Told<Progress> =>
  typeof progress === "object" && progress !== null && "attempt" in progress;

/** What was told of a job; null where nothing was. */
export const toldOf = <Progress>({ progress }: Pick<Job, "progress">): Told<Progress> | null =>
  isTold<Progress>(progress) ? progress : null;
