import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { useStudio } from "../studioContext.ts";
import { DifferenceLegend } from "./DifferenceLegend.tsx";
import { ErrorLegend } from "./ErrorLegend.tsx";
import { PointList } from "./PointList.tsx";
import { ScoreTable } from "./ScoreTable.tsx";

export function CompareSide() {
  const mode = useStudio((state) => state.mode);
  return (
    <>
      <PanelBoundary name="The scores">
        <ScoreTable />
      </PanelBoundary>
      {mode === "difference" ? <DifferenceLegend /> : <ErrorLegend />}
      <PointList />
    </>
  );
}
