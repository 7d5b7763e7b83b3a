import { SaveLabels } from "../paint/SaveLabels.tsx";
import { EditHistory } from "../paint/EditHistory.tsx";
import { PaintClasses } from "../paint/PaintClasses.tsx";

/** What can be painted on the panes, and what was. */
export function PaintedClasses() {
  return (
    <>
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Classes</h2>
        <span className="space" />
        <SaveLabels />
      </div>
      <PaintClasses />
      <p className="t2 panel-body" style={{ paddingTop: 8 }}>
        Strokes on any pane change the labels: panes of the truth and of errors show them at once. Scores of the study
        stay those of the labels that it was made on.
      </p>
      <EditHistory />
    </>
  );
}
