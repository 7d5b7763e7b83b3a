import { Button } from "@mantine/core";
import { useEffect } from "react";
import type { Reduction } from "../../core/image/surface/reduction.ts";
import { trialName } from "../../state/roomSummary.ts";
import { drawnOf, surfaceKey, type Surfaces } from "../../state/surfaceSlice.ts";
import type { SurfaceProgress, SurfaceSource } from "../../worker/studioApi.ts";
import canvasClasses from "../canvas/canvas.module.css";
import { useStudio } from "../studioContext.ts";
import classes from "./surfaces.module.css";
import { useOrbitGestures } from "./useOrbitGestures.ts";
import { useSurfaceScene } from "./useSurfaceScene.ts";

/** The surfaces of one source; how far they are, and a way to stop, while they are found. */
export function SurfacePane({ source }: { readonly source: SurfaceSource }) {
  const surfaces = useStudio((state) => state.surfaces.get(surfaceKey(source)));
  const wantSurfaces = useStudio((state) => state.wantSurfaces);
  const stopSurfaces = useStudio((state) => state.stopSurfaces);
  const name = useStudio(({ study }) => (source.of === "labels" ? "Labels" : trialName(study, source.trial)));
  const isAskedFor = surfaces !== undefined;
  useEffect(() => {
    if (!isAskedFor) wantSurfaces(source);
  }, [isAskedFor, wantSurfaces, source]);
  const { ref, problem, shown } = useSurfaceScene(drawnOf(surfaces));
  const { attach, listeners } = useOrbitGestures();
  const state = surfaces?.kind ?? "drawing";
  return (
    <div
      ref={attach}
      className={classes.pane}
      role="application"
      aria-roledescription="3D viewer"
      aria-label={`${name} in 3D, ${shown} ${shown === 1 ? "surface" : "surfaces"}. Arrows turn, plus and minus zoom, 0 resets the view.`}
      aria-busy={state === "drawing"}
      tabIndex={0}
      data-surfaces={shown}
      {...listeners}
    >
      <canvas ref={ref} className={canvasClasses.canvas} aria-hidden />
      <div className={canvasClasses.tagsLeft}>
        <span className="tag">{name}</span>
        {surfaces?.kind === "drawn" && <ReducedTag reduction={surfaces.reduction} />}
      </div>
      {problem !== null ? (
        <p className={classes.note} role="alert">
          {problem}
        </p>
      ) : (
        <PaneNote surfaces={surfaces} source={source} onStop={() => stopSurfaces(source)} />
      )}
    </div>
  );
}

interface PaneNoteProps {
  readonly surfaces: Surfaces | undefined;
  readonly source: SurfaceSource;
  readonly onStop: () => void;
}

function PaneNote({ surfaces, source, onStop }: PaneNoteProps) {
  const retrySurfaces = useStudio((state) => state.retrySurfaces);
  const again = (
    <Button size="xs" onClick={() => retrySurfaces(source)}>
      Draw again
    </Button>
  );
  switch (surfaces?.kind) {
    case undefined:
    case "drawing":
      return (
        <div className={classes.progress} role="status">
          <span>{progressText(surfaces?.progress ?? null)}</span>
          <Button size="xs" onClick={onStop}>
            Stop
          </Button>
        </div>
      );
    case "stopped":
      return (
        <div className={classes.progress}>
          <span>Stopped</span>
          {again}
        </div>
      );
    case "missing":
      return (
        <div className={classes.note} role="alert">
          <p>{surfaces.because}</p>
          {again}
        </div>
      );
    case "drawn":
      return null;
    default:
      return surfaces satisfies never;
  }
}

function progressText(progress: SurfaceProgress | null): string {
  if (!progress) return "Finding surfaces";
  const { doing, done, planned } = progress;
  return doing === "predicting"
    ? `Predicting slice ${done + 1} of ${planned}`
    : `Finding the surface of class ${done + 1} of ${planned}`;
}

/** Says how far a large stack was reduced before it was drawn. */
function ReducedTag({ reduction }: { readonly reduction: Reduction }) {
  if (reduction.every((factor) => factor === 1)) return null;
  return <span className="tag">{reductionText(reduction)}</span>;
}

function reductionText(reduction: Reduction): string {
  const share = (factor: number) => (factor === 2 ? "half" : `1/${factor}`);
  const [first] = reduction;
  if (reduction.every((factor) => factor === first)) return `Drawn at ${share(first)} size`;
  const axes = ["z", "y", "x"].flatMap((axis, index) =>
    reduction[index]! > 1 ? [{ axis, factor: reduction[index]! }] : [],
  );
  const sizes = [...new Set(axes.map(({ factor }) => factor))];
  const parts = sizes.map(
    (factor) =>
      `${share(factor)} size along ${axes
        .filter((each) => each.factor === factor)
        .map(({ axis }) => axis)
        .toReversed()
        .join(" and ")}`,
  );
  return `Drawn at ${parts.join(", ")}`;
}
