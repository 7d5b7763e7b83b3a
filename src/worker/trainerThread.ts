import { orEnd } from "../core/orEnd.ts";
import type { TrainerApi, TrainerListener } from "./trainerApi.ts";

/** A training thread and its end: `crashed` rejects when the thread dies, so that a call waiting for it does not hang. */
export interface TrainerThread {
  readonly trainer: AsyncTrainer;
  readonly crashed: Promise<never>;
  /** Makes a callback object callable from the other thread. */
  share(listener: TrainerListener): TrainerListener;
  end(): void;
}

/** The trainer as it looks from another thread. */
export type AsyncTrainer = {
  readonly [Name in keyof TrainerApi]: (
    ...args: Parameters<TrainerApi[Name]>
  ) => Promise<Awaited<ReturnType<TrainerApi[Name]>>>;
};

/** What a thread answers, or the error that it dies with. */
export const orCrash = <T>(thread: TrainerThread, call: Promise<T>): Promise<T> => orEnd(call, thread.crashed);
