import { Button } from "@mantine/core";
import { AppWindow, Check, CirclePause, CircleX, Play, Trash2, TriangleAlert } from "lucide-react";
import { metrics } from "../../catalog/metrics/index.ts";
import type { StudySummary } from "../../worker/studioApi.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { Spark } from "../controls/Spark.tsx";
import { formatBytes } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./library.module.css";

const STATES: Readonly<
  Record<StudySummary["state"], { readonly word: string; readonly Icon: typeof Check; readonly tone: string }>
> = {
  done: { word: "Finished", Icon: Check, tone: "t2" },
  interrupted: { word: "Interrupted, can go on", Icon: CirclePause, tone: "t2" },
  running: { word: "Running", Icon: Play, tone: "accent" },
  failed: { word: "Failed", Icon: CircleX, tone: "bad" },
  runsElsewhere: { word: "Runs in another tab", Icon: AppWindow, tone: "accent" },
  openElsewhere: { word: "Open in another tab", Icon: AppWindow, tone: "t2" },
  damaged: { word: "Damaged, can be looked at", Icon: TriangleAlert, tone: "bad" },
  unreadable: { word: "Cannot be read", Icon: CircleX, tone: "bad" },
};

export function StudyTable({ studies }: { readonly studies: readonly StudySummary[] }) {
  return (
    <table className="table" aria-label="Studies">
      <thead>
        <tr>
          <th>Name</th>
          <th>Data</th>
          <th className="num">Best</th>
          <th className="num">Done</th>
          <th>Course</th>
          <th>State</th>
          <th className="num">Size</th>
          <th>
            <span className="visually-hidden">Delete</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {studies.map((study) => (
          <StudyRow key={study.id} study={study} />
        ))}
      </tbody>
    </table>
  );
}

function StudyRow({
  study: { id, name, datasetName, best, metric, done, planned, state, problem, spark, bytes },
}: {
  readonly study: StudySummary;
}) {
  const openStudy = useStudio((store) => store.openStudy);
  const removeStudy = useStudio((store) => store.removeStudy);
  const openAndTakeOver = useStudio((store) => store.openAndTakeOver);
  const { word, Icon, tone } = STATES[state];
  const { label } = metrics.get(metric);
  const isElsewhere = state === "runsElsewhere" || state === "openElsewhere";
  return (
    <tr>
      <td>
        <button type="button" className={classes.open} onClick={() => void openStudy(id)}>
          {name}
        </button>
      </td>
      <td className="t2">{datasetName}</td>
      <td className="num" title={label}>
        {best === null ? "none" : best.toFixed(3)}
      </td>
      <td className="num">
        {done} of {planned}
      </td>
      <td>
        {spark.length > 1 && (
          <Spark values={spark} label={`Best ${label} from ${spark[0]!.toFixed(2)} to ${spark.at(-1)!.toFixed(2)}`} />
        )}
      </td>
      <td>
        <span className={`row-tight ${tone}`}>
          <Icon aria-hidden /> {word}
          {isElsewhere && (
            <>
              <Button size="xs" variant="subtle" aria-label={`Watch ${name} here`} onClick={() => void openStudy(id)}>
                Watch here
              </Button>
              <Button
                size="xs"
                variant="subtle"
                aria-label={`Take over ${name}`}
                onClick={() => void openAndTakeOver(id)}
              >
                Take over
              </Button>
            </>
          )}
        </span>
        {problem !== undefined && <p className={`${classes.problem} t2`}>{problem}</p>}
      </td>
      <td className="num t3">{formatBytes(bytes)}</td>
      <td className="num">
        <IconButton label={`Delete ${name}`} onClick={() => void removeStudy(id)}>
          <Trash2 />
        </IconButton>
      </td>
    </tr>
  );
}
