import { committeeOf } from "../../../core/stages/committee.ts";
import { typicalStep } from "../../whatIf.ts";
import type { Devices } from "../../devices.ts";
import type { TrainerThread } from "../../trainerThread.ts";
import { openNewStack } from "../newStack.ts";
import type { OpenedStudy } from "../openedStudy.ts";
import type { ShownData } from "../shownData.ts";

/** More agree no less, and each has to predict every slice that is looked through. */
const MOST_VOTERS = 3;

export interface CommitteeParts {
  readonly shown: ShownData;
  readonly open: OpenedStudy;
  readonly spawn: () => TrainerThread;
  readonly devices: Pick<Devices, "choose">;
}

/** Trained networks of the open study, each in a thread of its own. */
export interface Committee {
  /** What each sees in a slice: class indices. */
  readonly votes: (z: number) => Promise<readonly Uint8Array[]>;
  readonly close: () => void;
}

/** The networks that vote on the open image beside what learns from its paint; null where no study is open that tells the same classes apart. */
export async function openCommittee({ shown, open, spawn, devices }: CommitteeParts): Promise<Committee | null> {
  const study = open.current()?.study;
  const { mapping } = shown.held().open();
  if (!study || !mapping) return null;
  const voters = committeeOf(study.study(), mapping.classes, MOST_VOTERS);
  if (voters.length === 0) return null;
  const { spec, lostDevices } = study.study();
  const { device } = await devices.choose("auto", typicalStep(spec), lostDevices);
  const opened = await Promise.allSettled(
    voters.map(({ id }) =>
      openNewStack(study, shown.held().open(), { trial: id, matchIntensity: false }, { spawn, device, workers: 1 }),
    ),
  );
  // Who cannot look at this image does not vote; what learns from its paint goes on by itself.
  const stacks = opened.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  if (stacks.length === 0) return null;
  return {
    votes: (z) => Promise.all(stacks.map(({ trial, predictions }) => predictions.slice(trial, z))),
    close: () => stacks.forEach((stack) => stack.close()),
  };
}
