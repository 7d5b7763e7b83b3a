import { predictedSeconds, QUICK_PRESETS, type QuickPreset } from "../../state/quickStart.ts";
import { formatDuration } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./FirstRun.module.css";

export function LengthChoice({ preset, onChoose }: { readonly preset: QuickPreset; readonly onChoose: (preset: QuickPreset) => void }) {
  const device = useStudio(({ devices }) => devices[0] ?? null);
  return (
    <section>
      <h2 className={classes.step}>
        <i>2</i>How long may it run
      </h2>
      <div role="radiogroup" aria-label="Length">
        {QUICK_PRESETS.map(({ id, label, summary }) => (
          <label key={id} className={classes.option}>
            <input type="radio" name="length" value={id} checked={id === preset} onChange={() => onChoose(id)} />
            <b>{label}</b>
            <span className="nowrap">{device && `about ${formatDuration(predictedSeconds(id, device))}`}</span>
            <span className="sm t3">{summary}</span>
          </label>
        ))}
      </div>
      <span className="space" />
      <p className="t3 sm">Every setting can be changed later in Space and Search.</p>
    </section>
  );
}
