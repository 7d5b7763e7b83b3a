import type { DeviceFigures as Figures } from "../../core/run/device.ts";
import { typicalStepSeconds } from "../../state/quickStart.ts";
import { formatDuration } from "../format.ts";

/** What the calibration measured on each device; the chosen one is named first. */
export function DeviceFigures({
  figures,
  chosen,
}: {
  readonly figures: readonly Figures[];
  readonly chosen: string | null;
}) {
  return (
    <dl className="facts" style={{ maxWidth: 520 }} aria-label="Measured devices">
      {[...figures]
        .sort((a, b) => Number(b.id === chosen) - Number(a.id === chosen))
        .map((device) => (
          <Row key={device.id} device={device} isChosen={device.id === chosen} />
        ))}
    </dl>
  );
}

function Row({ device, isChosen }: { readonly device: Figures; readonly isChosen: boolean }) {
  const step = `${Math.round(1000 * typicalStepSeconds(device))} ms a step, ${device.slots} at a time`;
  const first = device.firstStepSeconds >= 0.05 ? `, the first ${formatDuration(device.firstStepSeconds)} longer` : "";
  return (
    <>
      <dt>{isChosen ? <b>{device.label}</b> : device.label}</dt>
      <dd>
        {step}
        {first}
        {device.isFallback && ", emulated: never chosen by itself"}
      </dd>
    </>
  );
}
