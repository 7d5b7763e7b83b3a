import { DEVICE_IDS, type DeviceId } from "../../engine/devices.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { spawnBrowserTrainer } from "../browserThread.ts";
import { measureDevice } from "../pool.ts";
import type { DeviceReport, StudyStart } from "../studioApi.ts";

const FILE = "devices.json";
/** Changes with the way of measuring, so that old figures are not read with a new meaning. */
const MEASURED_BY = "three-probes";

/** What the machine's devices do, measured once per machine and version and kept. */
export function createDevices(files: FileStore) {
  let reports: Promise<readonly DeviceReport[]> | null = null;
  const machine = `${MEASURED_BY} ${__APP_VERSION__} ${navigator.userAgent} ${navigator.hardwareConcurrency}`;

  async function kept(): Promise<readonly DeviceReport[] | null> {
    const bytes = await files.read(FILE);
    if (!bytes) return null;
    const known = JSON.parse(new TextDecoder().decode(bytes)) as { readonly machine: string; readonly reports: readonly DeviceReport[] };
    return known.machine === machine ? known.reports : null;
  }

  async function measure(): Promise<readonly DeviceReport[]> {
    const measured: DeviceReport[] = [];
    for (const id of [...DEVICE_IDS].sort((a) => (a === "cpu" ? 1 : -1))) {
      if (id === "cpu" && measured.length > 0) continue;
      const device = await measureDevice(spawnBrowserTrainer, id);
      if (device) measured.push({ id, label: device.label, overheadSeconds: device.overheadSeconds, multiplyAddsPerSecond: device.multiplyAddsPerSecond, bytesPerSecond: device.bytesPerSecond, slots: slotsOf(id), isFallback: /software|swiftshader|fallback/i.test(device.detail) });
    }
    await files.write(FILE, new TextEncoder().encode(JSON.stringify({ machine, reports: measured })));
    return measured;
  }

  const calibrate = (again: boolean): Promise<readonly DeviceReport[]> => (reports = again || !reports ? (again ? measure() : kept().then((known) => known ?? measure())) : reports);

  return {
    calibrate,
    /** The device asked for, or with "auto" the one that does most work per second in all its slots. A software GPU is never chosen by itself. */
    async choose(device: StudyStart["device"]): Promise<{ readonly device: DeviceId; readonly slots: number }> {
      if (device !== "auto") return { device, slots: slotsOf(device) };
      const there = (await calibrate(false)).filter(({ isFallback }) => !isFallback);
      const best = [...there].sort((a, b) => b.multiplyAddsPerSecond * b.slots - a.multiplyAddsPerSecond * a.slots)[0];
      return best ? { device: best.id, slots: best.slots } : { device: "cpu", slots: slotsOf("cpu") };
    },
  };
}

/** One worker per core; one only on a GPU, where several are slower than one. */
const slotsOf = (device: DeviceId): number => (device === "webgpu" ? 1 : Math.max(1, navigator.hardwareConcurrency));
