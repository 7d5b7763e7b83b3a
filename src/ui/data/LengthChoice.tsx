import { plans } from "../../catalog/recipes/index.ts";
import { predictedSeconds } from "../../state/quickStart.ts";
import { formatDuration } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./FirstRun.module.css";

export function LengthChoice({ preset, onChoose }: { readonly preset: string; readonly onChoose: (preset: string) => void }) {
  const device = useStudio(({ devices }) => devices[0] ?? null);
  return (
    <section>
      <h3 className={classes.step}>
        <i>2</i>How long may it run
      </h3>
      <div role="radiogroup" aria-label="Length">
        {plans.list.map(({ id, label, summary }) => (
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
