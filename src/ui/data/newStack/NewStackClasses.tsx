import { useMemo } from "react";
import { isLayerOf } from "../../../state/newStackSlice.ts";
import { ClassSwatch } from "../../controls/ClassSwatch.tsx";
import { formatShare } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { classCounts } from "./classCounts.ts";

/** The classes of the study, and how much of the shown plane each has. */
export function NewStackClasses() {
  const classes = useStudio(({ study }) => study?.spec.task.classes) ?? [];
  const layer = useStudio(({ newStackLayer, shownPlane }) =>
    isLayerOf(newStackLayer, shownPlane) ? newStackLayer : null,
  );
  const shares = useMemo(() => {
    if (layer?.kind !== "labels") return null;
    const counts = classCounts(layer.labels, classes.length);
    const all = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => (all === 0 ? 0 : count / all));
  }, [layer, classes.length]);
  return (
    <table className="table" aria-label="Classes of the prediction" style={{ margin: "0 -12px", width: "auto" }}>
      <tbody>
        {classes.map(({ name, color }, index) => (
          <tr key={index}>
            <td>
              <span className="row-tight">
                <ClassSwatch color={color} /> {name}
              </span>
            </td>
            <td className="num t2">{shares ? formatShare(shares[index]!) : "…"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
