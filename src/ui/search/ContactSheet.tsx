import { SegmentedControl } from "@mantine/core";
import { memo, useEffect, useMemo, useState } from "react";
import { fittedSize, resampleGreys, resampleLabels } from "../../core/image/resample.ts";
import { FRAME_SIDE } from "../../core/study/film.ts";
import { hasEnded, lastStep, type Trial } from "../../core/study/trial.ts";
import { MOST_TILES, pictured, tilesOf, wrongPixels, type SheetTile } from "../../state/contactSheet.ts";
import { placeText } from "../../state/partOfSlice.ts";
import { capitalised, shownMetrics } from "../../state/shownMetrics.ts";
import type { ShownTrials } from "../../state/shownStage.ts";
import type { PlanePixels } from "../../worker/studioApi.ts";
import type { Study } from "../../core/study/study.ts";
import { plural, withUnit } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { PaintedSlice } from "./PaintedSlice.tsx";
import { usePreviewPlane } from "./usePreviewPlane.ts";
import classes from "./contactSheet.module.css";

/** Nothing on what is right, vermilion (Okabe and Ito 2008) on what is wrong. */
const WRONG = ["none", "#d55e00"] as const;

type Look = "prediction" | "errors";

/** What every network of the stage makes of the same slice, best first, beside the truth. */
export const ContactSheet = memo(function ContactSheet({
  study,
  shown,
}: {
  readonly study: Study;
  readonly shown: ShownTrials;
}) {
  const [look, setLook] = useState<Look>("prediction");
  const frames = useStudio((state) => state.lastFrames);
  const wantLastFrames = useStudio((state) => state.wantLastFrames);
  const isTruth = useStudio((state) => state.isTruthHeld);
  const trials = useMemo(() => pictured(shown), [shown]);
  const first = useMemo(() => trials.slice(0, MOST_TILES), [trials]);
  const asked = first.map(({ id }) => id).join();
  // A study that is opened anew, as after a reload, has another spec, and has to be asked again.
  const { spec } = study;
  useEffect(() => void wantLastFrames(asked === "" ? [] : asked.split(",").map(Number)), [asked, spec, wantLastFrames]);
  const tiles = useMemo(() => tilesOf(first, frames), [first, frames]);
  const z = tiles.findLast(({ frame }) => frame)?.frame?.z ?? null;
  const plane = usePreviewPlane(z);
  const small = useMemo(() => {
    const [width, height] = plane ? fittedSize([plane.width, plane.height], FRAME_SIDE) : [0, 0];
    return plane && smallPlane(plane, { width, height });
  }, [plane]);
  return (
    <section className={`panel ${classes.sheet!}`} aria-label="Contact sheet">
      <div className="panel-head">
        <h2>Contact sheet</h2>
        <span className={`t3 ${classes.about!}`}>{aboutText(trials.length, first.length - tiles.length)}</span>
        <span className="space" />
        {z !== null && <span className="t2 nowrap">{capitalised(placeText(study.spec.task.split, z))}</span>}
        <SegmentedControl
          size="xs"
          aria-label="Tiles show"
          value={look}
          onChange={(value) => setLook(value)}
          data={[
            { value: "prediction", label: "Prediction" },
            { value: "errors", label: "Errors" },
          ]}
        />
      </div>
      {small ? (
        <div className={classes.tiles} role="group" aria-label="The same slice by every network">
          <figure className={classes.tile}>
            <PaintedSlice plane={small} labels={small.labels} label={`Truth, slice ${z}`} />
            <span className="tag">Truth</span>
          </figure>
          {tiles.map((tile) => (
            <Tile key={tile.trial.id} tile={tile} plane={small} z={z} look={isTruth ? "truth" : look} study={study} />
          ))}
        </div>
      ) : (
        <p className="panel-body t2">{z === null ? noTilesText(trials) : "The slice is being read."}</p>
      )}
    </section>
  );
});

/** Why there is nothing to see. */
const noTilesText = (trials: readonly Trial[]): string =>
  trials.length > 0 && trials.every(hasEnded)
    ? "No pictures of these trainings were kept. Compare shows what the networks predict."
    : "A tile appears with the first prediction of each network.";

/** Which networks are seen, and which are not. */
function aboutText(count: number, missing: number): string {
  const some = count > MOST_TILES ? `the first ${MOST_TILES} of ${plural(count, "network")}` : "by every network";
  const left = missing > 0 ? `; no picture was kept of ${missing}` : "";
  return `the same slice ${count > MOST_TILES ? "by " : ""}${some}, best first${left}`;
}

type SmallPlane = Pick<PlanePixels, "width" | "height" | "image" | "labels">;

/** The slice at the size that pictures are kept in. */
function smallPlane(plane: PlanePixels, { width, height }: Pick<SmallPlane, "width" | "height">): SmallPlane {
  const [from, to] = [[plane.width, plane.height] as const, [width, height] as const];
  return {
    ...{ width, height, image: resampleGreys(plane.image, from, to) },
    labels: plane.labels && resampleLabels(plane.labels, from, to),
  };
}

interface TileProps {
  readonly tile: SheetTile;
  readonly plane: SmallPlane;
  readonly z: number | null;
  readonly look: Look | "truth";
  readonly study: Study;
}

/** One network's picture; a click selects its trial everywhere. */
const Tile = memo(function Tile({ tile: { trial, frame }, plane, z, look, study }: TileProps) {
  const isSelected = useStudio(({ trialIds }) => trialIds.includes(trial.id));
  const selectTrial = useStudio((state) => state.selectTrial);
  const openTrial = useStudio((state) => state.openTrial);
  const step = useStudio(({ progress }) => progress.get(trial.id)?.step ?? 0);
  const [headline] = shownMetrics(study);
  // A picture of another slice lies on other greys.
  const seen = frame?.z === z && frame.width === plane.width && frame.height === plane.height ? frame : null;
  const truth = plane.labels;
  const wrong = useMemo(
    () => (look === "errors" && seen && truth ? wrongPixels(seen, { ...plane, labels: truth }) : null),
    [look, seen, truth, plane],
  );
  const name = /^\d/.test(trial.label) ? `Trial ${trial.label}` : trial.label;
  const said = frame ? `at step ${frame.step}, ${headline.label} ${frame.score.toFixed(2)}` : "no picture yet";
  return (
    <button
      type="button"
      className={classes.tile}
      aria-pressed={isSelected}
      aria-label={`${name}, ${said}`}
      onClick={(event) => selectTrial(trial.id, event.shiftKey)}
      onDoubleClick={() => openTrial(trial.id)}
    >
      {seen ? (
        <PaintedSlice
          plane={plane}
          labels={look === "truth" ? truth : (wrong?.labels ?? seen.labels)}
          label=""
          {...(wrong && { colors: WRONG })}
        />
      ) : (
        <span className={classes.empty}>
          {frame ? `of slice ${frame.z}` : `step ${Math.max(step, lastStep(trial))}`}
        </span>
      )}
      <span className="tag">{look === "truth" ? `Truth` : name}</span>
      {frame && (
        <span className={`tag ${classes.score!}`}>
          {wrong ? `${withUnit((100 * wrong.share).toFixed(0), "%")} wrong` : frame.score.toFixed(2)}
        </span>
      )}
    </button>
  );
});
