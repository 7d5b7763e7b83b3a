import { Button } from "@mantine/core";
import { shapeText } from "../../core/image/volume.ts";
import { bestTrial } from "../../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../../core/study/architecture.ts";
import { endedTrials } from "../../core/study/trials.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import type { InspectedFile } from "../../state/librarySlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import { useStudio } from "../studioContext.ts";

/** A study file, read only: nothing is kept until the user says so. */
export function InspectedStudy({
  inspected: { study, problem, hasData, hasWeights },
}: {
  readonly inspected: InspectedFile;
}) {
  const keepInspected = useStudio((state) => state.keepInspected);
  const leaveInspected = useStudio((state) => state.leaveInspected);
  const best = bestTrial(study, { kinds: PROPOSED_AND_BASELINES });
  const { name, task } = study.spec;
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
        <dd>{endedTrials(study).length}</dd>
        <dt>Best</dt>
        <dd>
          {best
            ? `${trialName(study, best.id)}, ${shownMetrics(study)[0].label} ${headlineScore(study, best)?.toFixed(3)}`
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
