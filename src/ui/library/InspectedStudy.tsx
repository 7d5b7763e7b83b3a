import { Button } from "@mantine/core";
import { shapeText } from "../../core/image/volume.ts";
import { roleOf } from "../../core/study/architecture.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import type { InspectedFile } from "../../state/librarySlice.ts";
import { useStudio } from "../studioContext.ts";

/** A study file, read only: nothing is kept until the user says so. */
export function InspectedStudy({
  inspected: { spec, ended, best, problem, hasData, hasWeights },
}: {
  readonly inspected: InspectedFile;
}) {
  const keepInspected = useStudio((state) => state.keepInspected);
  const leaveInspected = useStudio((state) => state.leaveInspected);
  const { name, task } = spec;
  return (
    <div className="col" style={{ gap: 12 }}>
      <dl className="facts">
        <dt>Study</dt>
        <dd>{name}</dd>
        <dt>Data</dt>
        <dd>
          {task.datasetName}, {shapeText(task.shape)}, {task.classes.length} classes
        </dd>
        <dt>Trials that ended</dt>
        <dd>{ended}</dd>
        <dt>Best</dt>
        <dd>
          {best
            ? `${roleOf(best.architecture).name(best.label)}, ${shownMetrics({ spec })[0].label} ${headlineScore({ spec }, best)?.toFixed(3)}`
            : "none yet"}
        </dd>
        <dt>Images in the file</dt>
        <dd>{hasData ? "yes" : "no, open the same stack to predict or go on"}</dd>
        <dt>Weights in the file</dt>
        <dd>{hasWeights ? "yes" : "no"}</dd>
      </dl>
      {problem !== null && (
        <p className="bad" role="note">
          {problem} It can be looked at here; <code>cristae repair</code> makes a study of what can be saved.
        </p>
      )}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button onClick={leaveInspected}>Leave it</Button>
        <Button variant="filled" onClick={() => void keepInspected()}>
          Keep in this browser and open
        </Button>
      </div>
    </div>
  );
}
