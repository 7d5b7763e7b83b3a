import { trialName } from "../../state/roomSummary.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";
import { DIFFERENCE_COLORS } from "./lookColors.ts";

/** What the colours of a difference mean in the chosen pane. */
export function DifferenceLegend() {
  const study = useStudio((state) => state.study);
  const compared = useStudio((state) => state.compared);
  const classId = useStudio((state) => state.classId);
  const className = useStudio(({ data }) => (classId === null ? "all classes" : data?.mapping?.classes[classId]?.name));
  const chosen = useStudio(({ panes, paneIndex }) => {
    const content = panes[paneIndex]?.content;
    return content && "trial" in content ? content.trial : null;
  });
  const first = chosen ?? compared[0];
  const second = compared.find((trial) => trial !== first);
  if (first === undefined || second === undefined) return null;
  const rows =
    classId === null
      ? [`${trialName(study, first)} and ${trialName(study, second)} differ`]
      : [`Only ${trialName(study, first)}`, `Only ${trialName(study, second)}`];
  return (
    <section className="section" aria-label="Difference">
      <div className="panel-head">
        <h2>Difference</h2>
        <span className="t3">{className}</span>
      </div>
      <div className="panel-body col" style={{ gap: 4 }}>
        {rows.map((name, index) => (
          <span key={name} className={`row ${classes.difference}`}>
            <i style={{ background: `rgb(${(DIFFERENCE_COLORS[index + 1] ?? []).join(" ")})` }} />
            {name}
          </span>
        ))}
      </div>
    </section>
  );
}
