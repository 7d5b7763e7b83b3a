import { editText } from "../../state/painting/paintTools.ts";
import { formatInteger } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./paint.module.css";

const SHOWN_STEPS = 12;

/** What was done to the labels, newest first. */
export function EditHistory() {
  const painting = useStudio(({ data }) => data?.painting ?? null);
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  if (!painting || !mapping) return null;
  const { done } = painting;
  return (
    <section className="section" aria-label="History">
      <div className="panel-head">
        <h2>History</h2>
        <span className="t3">
          {done.length} {done.length === 1 ? "step" : "steps"}
        </span>
      </div>
      <ol className={classes.history}>
        {done
          .slice(-SHOWN_STEPS)
          .toReversed()
          .map((note, index) => (
            <li key={done.length - index} aria-current={index === 0 || undefined}>
              <span>{editText(note, mapping)}</span>
              <span className="t3 nowrap">{formatInteger(note.voxels)} px</span>
            </li>
          ))}
      </ol>
    </section>
  );
}
