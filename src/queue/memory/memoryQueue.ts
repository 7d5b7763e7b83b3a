import { StudioError } from "../../core/errors.ts";
import { USUAL_TIMES, type LeaseQueue, type LeaseTimes } from "../leaseQueue.ts";
import { createFollowers } from "./followers.ts";
import { createJobs, newJob, type Job } from "./jobs.ts";

/** The queue of one process, without a server: when the process dies it is gone, and the study's log is enough to make it again. */
export function memoryQueue<Payload, Progress, Result>({
  lockMs,
}: Pick<LeaseTimes, "lockMs"> = USUAL_TIMES): LeaseQueue<Payload, Progress, Result> {
  const jobs = createJobs<Payload, Progress, Result>(lockMs);
  const followers = createFollowers<Progress, Result>();
  const lost = () => Promise.resolve("lost" as const);

  function tell(job: Job<Payload, Progress, Result>, progress: Progress): void {
    job.progress = progress;
    followers.progressed(job.id, progress, job.attempt);
  }

  return {
    add(id, payload) {
      if (jobs.byId.has(id)) return Promise.resolve();
      const job = newJob<Payload, Progress, Result>(id, payload);
      jobs.byId.set(id, job);
      jobs.offer(job);
      return Promise.resolve();
    },
    async lease(until) {
      const job = await jobs.take(until);
      if (!job) return null;
      const { id, payload, attempt, givenBack, progress } = job;
      return { id, payload, lock: job.lock!, attempt, givenBack, progress };
    },
    renew(id, lock, progress) {
      const job = jobs.held(id, lock);
      if (!job) return lost();
      jobs.keep(job);
      tell(job, progress);
      return Promise.resolve(job.stop === null ? {} : { stop: job.stop });
    },
    finish(id, lock, value) {
      const job = jobs.held(id, lock);
      if (!job) return lost();
      jobs.release(job);
      job.result = { value };
      followers.ended(id, value);
      return Promise.resolve("taken");
    },
    giveBack(id, lock, progress) {
      const job = jobs.held(id, lock);
      if (!job) return lost();
      tell(job, progress);
      job.givenBack++;
      jobs.putBack(job);
      return Promise.resolve("taken");
    },
    follow(id, following, signal) {
      const job = jobs.byId.get(id);
      if (!job) return Promise.reject(new StudioError("NotFound", `There is no work "${id}" to follow.`));
      return followers.follow(job, following, signal);
    },
    stop(id, why) {
      const job = jobs.byId.get(id);
      if (!job) return Promise.resolve(false);
      job.stop ??= why;
      return Promise.resolve(job.lock !== null);
    },
    remove(id) {
      const job = jobs.byId.get(id);
      if (job) jobs.forget(job);
      return Promise.resolve();
    },
    clear() {
      for (const job of [...jobs.byId.values()]) jobs.forget(job);
      return Promise.resolve();
    },
    close() {
      for (const job of jobs.byId.values()) jobs.release(job);
      return Promise.resolve();
    },
  };
}
