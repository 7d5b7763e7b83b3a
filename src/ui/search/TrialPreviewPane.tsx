import { useEffect, useMemo, useRef, useState } from "react";
import { resampleLabels } from "../../core/image/resample.ts";
import type { Study } from "../../core/study/study.ts";
import { lastStep, type Trial } from "../../core/study/trial.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import { partOfSlice } from "../../core/image/partOfSlice.ts";
import type { TrialPreview } from "../../worker/studioApi.ts";
import { parseColor } from "../canvas/colors.ts";
import { paintSlice } from "../canvas/paintSlice.ts";
import { useOverlayColors } from "../canvas/useOverlayColors.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { usePreviewPlane } from "./usePreviewPlane.ts";
import classes from "./search.module.css";

/** One validation slice as the trial sees it, sharper with every evaluation, and the film of how it came to that. */
export function TrialPreviewPane({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const previews = useStudio((state) => state.previews.get(trial.id)) ?? NONE;
  const [chosen, setChosen] = useState<number | null>(null);
  const [isTruth, setTruth] = useState(false);
  const shown = previews.find(({ step }) => step === chosen) ?? previews.at(-1) ?? null;
  const plane = usePreviewPlane(shown?.z ?? null);
  useHoldTruth(setTruth);
  if (!shown || !plane) {
    return (
      <div className={classes.preview}>
        <p className="t2">
          {trial.status === "running"
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
        <Painted
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
            <Painted plane={plane} labels={fitted(preview, plane)} label="" />
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

function Painted({
  plane,
  labels,
  label,
}: {
  readonly plane: PreviewPlane;
  readonly labels: Uint8Array | null;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const looks = useOverlayColors();
  const fallback = useStudio(({ data }) => data?.image?.window ?? null);
  const chosenWindow = useStudio((state) => state.window);
  const window = chosenWindow ?? fallback;
  const overlay = useMemo(
    () =>
      labels && {
        labels,
        mode: "both" as const,
        opacity: 0.5,
        colors: looks.map(({ color }) => parseColor(color)),
        isLarge: looks.map(({ isLarge }) => isLarge),
      },
    [labels, looks],
  );
  useEffect(() => {
    if (window) canvas.current?.getContext("2d")?.putImageData(paintSlice({ ...plane, window }, overlay), 0, 0);
  }, [plane, overlay, window]);
  return (
    <canvas
      ref={canvas}
      width={plane.width}
      height={plane.height}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    />
  );
}

function useHoldTruth(setTruth: (isTruth: boolean) => void): void {
  const store = useStudioStore();
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: "search.truth",
        label: "Show the truth while held",
        group: "Search",
        keys: ["t"],
        hint: { caps: ["T"], text: "truth (hold)" },
        hold: setTruth,
      },
    ],
    [setTruth],
  );
  useCommands(commands);
  useEffect(() => store.subscribe((state) => state.room !== "search" && setTruth(false)), [store, setTruth]);
}
