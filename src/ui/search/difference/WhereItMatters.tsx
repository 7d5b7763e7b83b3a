import { useEffect, useMemo } from "react";
import { fittedSize, resampleGreys, resampleLabels } from "../../../core/image/resample.ts";
import { FRAME_SIDE } from "../../../core/study/film.ts";
import type { Study } from "../../../core/study/study.ts";
import type { Trial } from "../../../core/study/trial.ts";
import { placeText } from "../../../state/partOfSlice.ts";
import { trialName } from "../../../state/roomSummary.ts";
import { capitalised } from "../../../state/shownMetrics.ts";
import { whoIsRight } from "../../../state/whoIsRight.ts";
import { formatShare } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { PaintedSlice } from "../PaintedSlice.tsx";
import { usePreviewPlane } from "../usePreviewPlane.ts";
import classes from "./difference.module.css";

/** White where only the first is right, black where only the second is. */
const RIGHT = ["none", "#ffffff", "#000000"] as const;

interface WhereItMattersProps {
  readonly study: Study;
  readonly trial: Trial;
  readonly other: Trial;
}

/** On the slice that both were shown on last: where one of the two is right and the other is not. */
export function WhereItMatters({ study, trial, other }: WhereItMattersProps) {
  const wantLastFrames = useStudio((state) => state.wantLastFrames);
  const first = useStudio((state) => state.lastFrames.get(trial.id)) ?? null;
  const second = useStudio((state) => state.lastFrames.get(other.id)) ?? null;
  const isTruth = useStudio((state) => state.isTruthHeld);
  useEffect(() => void wantLastFrames([trial.id, other.id]), [trial.id, other.id, wantLastFrames]);
  const isSame = first !== null && first.z === second?.z && first.labels.length === second.labels.length;
  const plane = usePreviewPlane(isSame ? first.z : null);
  const seen = useMemo(() => {
    if (!plane?.labels || !isSame) return null;
    const [from, to] = [[plane.width, plane.height] as const, fittedSize([plane.width, plane.height], FRAME_SIDE)];
    const small = { width: to[0], height: to[1], image: resampleGreys(plane.image, from, to) };
    return {
      small,
      truth: resampleLabels(plane.labels, from, to),
      right: whoIsRight(first, second, { ...plane, labels: plane.labels }),
    };
  }, [plane, isSame, first, second]);
  const [name, otherName] = [trialName(study, trial.id), trialName(study, other.id)];
  return (
    <section className="panel" aria-label="Where it matters">
      <div className="panel-head">
        <h2>Where it matters</h2>
        <span className="t3">{isSame && placeText(study.spec.task.split, first.z)}</span>
      </div>
      {seen ? (
        <div className={classes.picture}>
          <PaintedSlice
            plane={seen.small}
            labels={isTruth ? seen.truth : seen.right.labels}
            label={
              isTruth
                ? `Truth, ${capitalised(placeText(study.spec.task.split, first!.z))}`
                : `Only ${name} right: ${formatShare(seen.right.onlyFirst)} of the pixels; only ${otherName}: ${formatShare(seen.right.onlySecond)}`
            }
            {...(!isTruth && { colors: RIGHT })}
          />
          <span className="tag">
            white: only {name} right, {formatShare(seen.right.onlyFirst)}
          </span>
          <span className={`tag ${classes.below!}`}>
            black: only {otherName} right, {formatShare(seen.right.onlySecond)}
          </span>
        </div>
      ) : (
        <p className="panel-body t2">
          {isSame
            ? "The slice is being read."
            : "No pictures of the same slice were kept of both. Compare shows where they differ."}
        </p>
      )}
    </section>
  );
}
