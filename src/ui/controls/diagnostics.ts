import type { ErrorRecord } from "../../core/errors.ts";
import type { StudioState } from "../../state/store.ts";

/** What someone needs to find the cause of an error: versions, device, sizes, and the last trials. No image data. */
export function diagnosticsOf(state: StudioState, error: ErrorRecord): string {
  const { data, devices, study, live } = state;
  const facts = {
    cristae: __APP_VERSION__,
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    error,
    devices,
    live,
    room: state.room,
    image: data?.image && { shape: data.image.shape, dtype: data.image.dtype, format: data.image.format },
    labels: data?.labels && { shape: data.labels.shape, dtype: data.labels.dtype, format: data.labels.format },
    lastTrials:
      study &&
      [...study.trials].slice(-5).map(({ id, label, status, cost, device, attempts, seconds }) => ({
        id,
        label,
        status,
        cost,
        device,
        attempts,
        seconds,
      })),
    lastRun: study?.lastRun,
  };
  return JSON.stringify(facts, null, 2);
}
