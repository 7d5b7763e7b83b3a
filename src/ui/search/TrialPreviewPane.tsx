import { useState } from "react";
import { resampleLabels } from "../../core/image/resample.ts";
import type { Study } from "../../core/study/study.ts";
import { lastStep, type Trial } from "../../core/study/trial.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import { partOfSlice } from "../../core/image/partOfSlice.ts";
import type { TrialPreview } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";
import { PaintedSlice } from "./PaintedSlice.tsx";
import { usePreviewPlane } from "./usePreviewPlane.ts";
import classes from "./search.module.css";

/** One validation slice as the trial sees it, sharper with every evaluation, and the film of how it came to that. */
export function TrialPreviewPane({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const previews = useStudio((state) => state.previews.get(trial.id)) ?? NONE;
  const [chosen, setChosen] = useState<number | null>(null);
  const isTruth = useStudio((state) => state.isTruthHeld);
  const shown = previews.find(({ step }) => step === chosen) ?? previews.at(-1) ?? null;
  const plane = usePreviewPlane(shown?.z ?? null);
  if (!shown || !plane) {
    return (
      <div className={classes.preview}>
        <p className="t2">
          {shown
            ? "The slice is being read."
            : trial.status === "running"
              ? "A prediction of one validation slice appears here with the first evaluation."
              : lastStep(trial) > 0
                ? "Pictures of its training were not kept. Compare it to see what it predicts."
                : "It was never trained, so there is nothing to see."}
        </p>
      </div>
    );
  }
  const { validation, axis } = study.spec.task.split;
  const part =
    axis === "slices" && shown.z >= validation.from && shown.z < validation.to
      ? "validation"
      : partOfSlice(study.spec.task.split, shown.z);
  return (
    <>
      <div className={classes.preview}>
        <PaintedSlice
          plane={plane}
          labels={isTruth ? plane.labels : fitted(shown, plane)}
          label={isTruth ? `Truth, slice ${shown.z}` : `Prediction at step ${shown.step}, slice ${shown.z}`}
        />
        <span className="tag" style={{ position: "absolute", left: 8, top: 8 }}>
          Slice {shown.z}
          {part && `, ${part}`}
        </span>
        <span className="tag" style={{ position: "absolute", right: 8, top: 8 }}>
          {isTruth ? "Truth" : `Step ${shown.step}`}
        </span>
        <span className="tag" style={{ position: "absolute", left: 8, bottom: 8 }}>
          Hold T for truth
        </span>
        <span className="tag" style={{ position: "absolute", right: 8, bottom: 8 }}>
          {shownMetrics(study)[0].label} {shown.score.toFixed(2)}
        </span>
      </div>
      <div className={`${classes.film!} tall-only`} role="group" aria-label="Steps of training">
        {previews.map((preview) => (
          <button
            key={preview.step}
            type="button"
            aria-pressed={preview === shown}
            aria-label={`Step ${preview.step}`}
            onClick={() => setChosen(preview.step === previews.at(-1)?.step ? null : preview.step)}
          >
            <PaintedSlice plane={plane} labels={fitted(preview, plane)} label="" />
            <span className="tag">{preview.step}</span>
          </button>
        ))}
      </div>
    </>
  );
}

const NONE: readonly TrialPreview[] = [];

/** Frames that were kept with the study are smaller than the slice. */
const fitted = ({ width, height, labels }: TrialPreview, plane: PreviewPlane): Uint8Array =>
  width === plane.width && height === plane.height
    ? labels
    : resampleLabels(labels, [width, height], [plane.width, plane.height]);

type PreviewPlane = NonNullable<ReturnType<typeof usePreviewPlane>>;
