import { shownView } from "../../state/orthoSlice.ts";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { useStudio } from "../studioContext.ts";
import { DifferenceLegend } from "./DifferenceLegend.tsx";
import { ErrorLegend } from "./ErrorLegend.tsx";
import { PointList } from "./PointList.tsx";
import { ObjectsButton } from "../objects/ObjectsButton.tsx";
import { ScoreTable } from "./ScoreTable.tsx";

/** Scores, and what belongs to slices where slices are shown. */
export function CompareSide() {
  const mode = useStudio((state) => state.mode);
  const hasSlices = useStudio((state) => shownView(state) !== "surfaces");
  const trial = useStudio(({ compared }) => compared[0]);
  return (
    <>
      <PanelBoundary name="The scores">
        <ScoreTable />
      </PanelBoundary>
      {hasSlices && (
        <>
          {mode === "difference" ? <DifferenceLegend /> : <ErrorLegend />}
          <PointList />
        </>
      )}
      <div className="section panel-body" style={{ paddingTop: 8 }}>
        <ObjectsButton source={trial === undefined ? { of: "labels" } : { of: "prediction", trial }} />
      </div>
    </>
  );
}
