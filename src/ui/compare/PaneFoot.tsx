import { useEffect } from "react";
import { classMetrics, meanMetric } from "../../catalog/metrics/index.ts";
import { classValuesOf, valueOf, type Scores } from "../../core/judging/scores.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import { scoreKey } from "../../state/compareSlice.ts";
import type { Look } from "../../state/paneLooks.ts";
import { trialName } from "../../state/roomSummary.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { formatNumber } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";

const MOST_CLASSES = 6;

/** Under each pane: where its pixels come from, or how good the prediction is on this slice. */
export function PaneFoot({ look, behind }: { readonly look: Look; readonly behind: Look | null }) {
  return (
    <div className={classes.foot}>
      {look.kind === "image" && <ImageFoot />}
      {look.kind === "truth" && <TruthFoot />}
      {"trial" in look && (
        <TrialFoot
          trial={look.trial}
          other={look.kind === "difference" ? look.against : behind && "trial" in behind ? behind.trial : null}
        />
      )}
    </div>
  );
}

function ImageFoot() {
  const name = useStudio(({ data }) => data?.image?.name);
  const window = useStudio((state) => state.window ?? state.data?.image?.window);
  return (
    <>
      <span className={`${classes.name} t2`}>{name}</span>
      <b className="space" />
      {window && (
        <span className="t3">
          window {formatNumber(window[0])} to {formatNumber(window[1])}
        </span>
      )}
    </>
  );
}

function TruthFoot() {
  const name = useStudio(({ data }) => data?.labels?.name);
  const classInfos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  return (
    <>
      <span className={`${classes.name} t2`}>{name}</span>
      <b className="space" />
      {classInfos
        .filter(({ color }) => color !== "none")
        .slice(0, MOST_CLASSES)
        .map(({ name: className, color }) => (
          <span key={className} className="t2" title={className}>
            <ClassSwatch color={color} />
            {shortName(className, classInfos)}
          </span>
        ))}
    </>
  );
}

/** The first word, where no other class begins with it. */
function shortName(name: string, classInfos: readonly ClassInfo[]): string {
  const first = name.split(" ")[0]!;
  return classInfos.filter((other) => other.name.split(" ")[0] === first).length > 1 ? name : first;
}

/** "IoU 0.812, Dice 0.896": one class by all metrics that tell classes apart. */
const classText = (scores: Scores, index: number): string =>
  classMetrics.map(({ id, label }) => `${label} ${classValuesOf(scores, id)[index]?.toFixed(3) ?? "none"}`).join(", ");

function TrialFoot({ trial, other }: { readonly trial: number; readonly other: number | null }) {
  const metric = useStudio((state) => state.scoreMetric);
  const study = useStudio((state) => state.study);
  const scores = useScores(trial);
  const otherScores = useScores(other);
  const classInfos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  const mean = (of: typeof scores) => valueOf(of, meanMetric(metric))?.toFixed(2) ?? "";
  return (
    <>
      <span>
        <b>{trialName(study, trial)}</b> {mean(scores)}
      </span>
      {other === null ? (
        <span className="t3">this slice</span>
      ) : (
        <span className="t2">
          <b>{trialName(study, other)}</b> {mean(otherScores)}
        </span>
      )}
      <b className="space" />
      {scores &&
        classInfos.map(({ name, color }, index) =>
          color === "none" ? null : (
            <span key={name} title={`${name}: ${classText(scores, index)} on this slice`}>
              <ClassSwatch color={color} />
              {classValuesOf(scores, metric)[index]?.toFixed(2) ?? "none"}
            </span>
          ),
        )}
    </>
  );
}

/** Scores of a trial on the shown slice, asked for when they are not there. */
function useScores(trial: number | null) {
  const slice = useStudio((state) => state.slice);
  const wantScores = useStudio((state) => state.wantScores);
  const scores = useStudio(({ trialScores }) =>
    trial === null ? null : (trialScores.get(scoreKey(trial, "slice", slice)) ?? null),
  );
  useEffect(() => {
    if (trial !== null) wantScores(trial, "slice");
  }, [trial, slice, wantScores]);
  return scores;
}
