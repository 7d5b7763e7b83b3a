import { Checkbox } from "@mantine/core";
import { useMemo } from "react";
import { errorMap } from "../../core/image/errorMap.ts";
import { trialName } from "../../state/roomSummary.ts";
import { formatInteger, withUnit } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";
import { useLayer } from "./useLookRaster.ts";

/** How many pixels of the chosen class the chosen pane's trial has right, too many, and missed. */
export function ErrorLegend() {
  const trial = useStudio(({ panes, paneIndex, compared }) => {
    const content = panes[paneIndex]?.content;
    return content && "trial" in content ? content.trial : (compared[0] ?? null);
  });
  const isHatched = useStudio((state) => state.isHatched);
  const setHatched = useStudio((state) => state.setHatched);
  const study = useStudio((state) => state.study);
  const slice = useStudio((state) => state.slice);
  const classId = useStudio((state) => state.classId);
  const className = useStudio(({ data }) => (classId === null ? "all classes" : data?.mapping?.classes[classId]?.name));
  const plane = useStudio(({ shownPlane }) => shownPlane);
  const layer = useLayer(trial === null ? null : { kind: "prediction", trial, z: slice, classIndex: 0 });
  const counts = useMemo(() => {
    if (!plane?.labels || plane.plane !== "xy" || plane.index !== slice || layer?.kind !== "labels") return null;
    return errorMap(plane.labels, layer.labels, classId);
  }, [plane, layer, classId, slice]);
  if (trial === null) return null;
  const total = counts ? Math.max(1, counts.hits + counts.extra + counts.missed) : 1;
  const rows = [
    { color: "var(--tp)", name: "Right (TP)", count: counts?.hits },
    { color: "var(--fp)", name: "Predicted, not there (FP)", count: counts?.extra },
    { color: "var(--fn)", name: "Missed (FN)", count: counts?.missed },
  ];
  return (
    <section className="section" aria-label="Error map">
      <div className="panel-head">
        <h2>Error map</h2>
        <span className="t3" style={{ overflow: "hidden", textOverflow: "ellipsis" }}>
          {trialName(study, trial)}, {className}, slice {slice}
        </span>
        <span className="space" />
        <Checkbox
          label="Hatch"
          checked={isHatched}
          onChange={({ currentTarget }) => setHatched(currentTarget.checked)}
        />
      </div>
      <div className={`panel-body ${classes.legend}`}>
        {rows.map(({ color, name, count }) => [
          <i key={`${name}i`} style={{ background: color }} />,
          <span key={name}>{name}</span>,
          <span key={`${name}n`} className="t3">
            {count === undefined ? "" : withUnit(formatInteger(count), "px")}
          </span>,
          <b key={`${name}p`}>{count === undefined ? "" : withUnit(String(Math.round((count / total) * 100)), "%")}</b>,
        ])}
      </div>
    </section>
  );
}
