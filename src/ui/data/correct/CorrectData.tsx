import { useViewCommands } from "../../canvas/useViewCommands.ts";
import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { SidePanels } from "../../controls/SidePanels.tsx";
import { useStudio } from "../../studioContext.ts";
import canvasClasses from "../../canvas/canvas.module.css";
import { PaintBar } from "../../paint/PaintBar.tsx";
import { PaintTools } from "../../paint/PaintTools.tsx";
import { ModeSwitch } from "../paint/ModeSwitch.tsx";
import { PaintView } from "../paint/PaintView.tsx";
import { useCorrectCommands } from "../../paint/usePaintCommands.ts";
import paintClasses from "../../paint/paint.module.css";
import { CorrectPanel } from "./CorrectPanel.tsx";
import { RoundSlices } from "./RoundSlices.tsx";

/** Slices that a network predicted: accepted by a click where they are right, and painted over where not. */
export function CorrectData() {
  useViewCommands();
  useCorrectCommands();
  const shown = useStudio((state) => state.shownPlane);
  const image = useStudio(({ data }) => data?.image ?? null);
  return (
    <SidePanels id="correct" right={{ label: "This round", width: [356, 300], content: <CorrectPanel /> }}>
      <PanelBoundary name="Correcting">
        <PaintBar mode={<ModeSwitch />} />
        <div className={paintClasses.stage}>
          <PaintTools />
          {shown && image ? <PaintView shown={shown} image={image} /> : <div className={canvasClasses.surface} />}
        </div>
      </PanelBoundary>
      <PanelBoundary name="Slices of this round">
        <RoundSlices />
      </PanelBoundary>
    </SidePanels>
  );
}
