import { plans } from "../../catalog/recipes/index.ts";
import { formatDuration } from "../format.ts";
import classes from "./FirstRun.module.css";
import { usePlanSeconds } from "./usePlanSeconds.ts";

function PlanTime({ plan, sampleId }: { readonly plan: string; readonly sampleId: string | null }) {
  const seconds = usePlanSeconds(plan, sampleId);
  return <span className="nowrap">{seconds !== null && `about ${formatDuration(seconds)}`}</span>;
}

export function LengthChoice({
  preset,
  sampleId,
  onChoose,
}: {
  readonly preset: string;
  readonly sampleId: string | null;
  readonly onChoose: (preset: string) => void;
}) {
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
            <PlanTime plan={id} sampleId={sampleId} />
            <span className="sm t3">{summary}</span>
          </label>
        ))}
      </div>
      <span className="space" />
      <p className="t3 sm">Every setting can be changed later in Space and Search.</p>
    </section>
  );
}
