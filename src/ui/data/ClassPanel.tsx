import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { ObjectsButton } from "../objects/ObjectsButton.tsx";
import { useStudio } from "../studioContext.ts";
import { ClassTable } from "./ClassTable.tsx";
import { TargetChoice } from "./TargetChoice.tsx";
import { NewStackSection } from "./newStack/NewStackSection.tsx";
import { NextStep } from "./NextStep.tsx";
import { Notices } from "./Notices.tsx";
import { WindowPanel } from "./WindowPanel.tsx";

const LABELS = { of: "labels" } as const;

export function ClassPanel() {
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  return (
    <>
      <NewStackSection />
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Classes</h2>
        {mapping && (
          <span className="t3">
            {mapping.classes.length}, from {mapping.values.length} label values
          </span>
        )}
        <span className="space" />
        {mapping && <ObjectsButton source={LABELS} />}
      </div>
      {mapping ? (
        <>
          <ClassTable mapping={mapping} />
          <TargetChoice />
        </>
      ) : (
        <p className="panel-body t2">
          Classes appear here when labels are open. A search needs the classes of some pixels.
        </p>
      )}
      <Notices />
      <PanelBoundary name="The window">
        <WindowPanel />
      </PanelBoundary>
      <span className="space" />
      <NextStep />
    </>
  );
}
