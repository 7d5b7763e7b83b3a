import { withTraining } from "../core/judging/experience.ts";
import { asIfAlone, stepsSeconds, type TimedRecipe } from "../core/judging/prediction.ts";
import { fastestDevice, type DeviceChoice, type StepCost } from "../core/run/device.ts";
import type { Cost } from "../core/study/trial.ts";
import { DEVICE_IDS, type DeviceId } from "../engine/deviceIds.ts";
import type { FileStore } from "../storage/fileStore.ts";
import { measureDevice } from "./measureDevice.ts";
import { slotsAt } from "./pool.ts";
import type { TrainerThread } from "./trainerThread.ts";
import type { DeviceReport, StudyStart } from "./studioApi.ts";

const FILE = "devices.json";
/** Changes with the way of measuring, so that old figures are not read with a new meaning. */
const MEASURED_BY = "best-of-rounds";

/** The machine whose devices are measured. */
export interface Machine {
  /** Where the figures are kept. */
  readonly files: Pick<FileStore, "read" | "write">;
  readonly spawn: () => TrainerThread;
  readonly cores: number;
  /** Names processor and browser: other figures hold for others. */
  readonly name: string;
}

/** A device that was chosen, and what by. */
export interface ChosenDevice extends DeviceChoice {
  readonly device: DeviceId;
}

/** A candidate that was trained to its end while nothing held it back, and how long that took beside others, `slots` in all. */
export interface EndedTraining {
  readonly cost: Cost;
  readonly recipe: TimedRecipe;
  readonly validationVoxels: number;
  readonly seconds: number;
  readonly slots: number;
}

export interface Devices {
  /** What the devices do, measured once per machine and version and kept; anew when asked. */
  calibrate(again: boolean): Promise<readonly DeviceReport[]>;
  /** The device asked for, or with "auto" the one that is fastest for steps of that cost, the lost ones left out. */
  choose(device: StudyStart["device"], step?: StepCost, lost?: readonly string[]): Promise<ChosenDevice>;
  /** Learns how long trainings really take on a device: it is kept with its figures, and later predictions are made with it. */
  learn(device: string, ended: EndedTraining): Promise<void>;
}

export function createDevices({ files, spawn, cores, name }: Machine): Devices {
  let reports: Promise<readonly DeviceReport[]> | null = null;
  const machine = `${MEASURED_BY} ${__APP_VERSION__} ${name} ${cores}`;

  async function kept(): Promise<readonly DeviceReport[] | null> {
    const bytes = await files.read(FILE);
    if (!bytes) return null;
    const known = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly machine: string;
      readonly reports: readonly DeviceReport[];
    };
    return known.machine === machine ? known.reports : null;
  }

  async function measure(): Promise<readonly DeviceReport[]> {
    const measured: DeviceReport[] = [];
    for (const id of SLOWEST_LAST) {
      if (id === "cpu" && measured.length > 0) continue;
      const device = await measureDevice(spawn, id);
      if (device) measured.push(reportOf(device, slotsAt("full", id, cores)));
    }
    return keep(measured);
  }

  /** Without a place to keep them they are measured again next time. */
  async function keep(next: readonly DeviceReport[]): Promise<readonly DeviceReport[]> {
    await files
      .write(FILE, new TextEncoder().encode(JSON.stringify({ machine, reports: next })))
      .catch(() => undefined);
    return next;
  }

  const calibrate = (again: boolean) =>
    (reports = again ? measure() : (reports ?? kept().then((known) => known ?? measure())));

  return {
    calibrate,
    async choose(device, step, lost) {
      if (device !== "auto") return { device, by: "user", figures: ((await kept()) ?? []).map(figuresOf) };
      const figures = await calibrate(false);
      return {
        device: fastestDevice(figures, step, lost)?.id ?? (figures.some(({ id }) => id === "simd") ? "simd" : "cpu"),
        by: "calibration",
        figures: figures.map(figuresOf),
      };
    },
    async learn(device, { cost, recipe, validationVoxels, seconds, slots }) {
      if (!reports && !(await kept())) return;
      // Trainings that end together are each learnt from: one waits for the other.
      reports = calibrate(false).then((known) =>
        known.map((report) => {
          if (report.id !== device) return report;
          const predicted = stepsSeconds(cost, recipe, validationVoxels, report);
          return { ...report, timed: withTraining(report.timed ?? [], { predicted, took: asIfAlone(seconds, slots) }) };
        }),
      );
      await keep(await reports);
    },
  };
}

/** A log keeps what was measured: what was learnt since is this machine's. */
const figuresOf = (report: DeviceReport): DeviceReport => reportOf(report, report.slots);

const SLOWEST_LAST: readonly DeviceId[] = [...DEVICE_IDS].sort((a) => (a === "cpu" ? 1 : -1));

function reportOf(
  {
    id,
    label,
    isFallback,
    overheadSeconds,
    multiplyAddsPerSecond,
    bytesPerSecond,
    firstStepSeconds,
  }: Omit<DeviceReport, "slots" | "timed">,
  slots: number,
): DeviceReport {
  return { id, label, slots, isFallback, overheadSeconds, multiplyAddsPerSecond, bytesPerSecond, firstStepSeconds };
}
