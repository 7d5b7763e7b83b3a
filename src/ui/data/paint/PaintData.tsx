import { useViewCommands } from "../../canvas/useViewCommands.ts";
import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { SidePanels } from "../../controls/SidePanels.tsx";
import { useStudio } from "../../studioContext.ts";
import canvasClasses from "../../canvas/canvas.module.css";
import { PaintBar } from "../../paint/PaintBar.tsx";
import { ModeSwitch } from "./ModeSwitch.tsx";
import { PaintedSlices } from "./PaintedSlices.tsx";
import { PaintPanel } from "./PaintPanel.tsx";
import { PaintTools } from "../../paint/PaintTools.tsx";
import { PaintView } from "./PaintView.tsx";
import { usePaintCommands } from "../../paint/usePaintCommands.ts";
import classes from "../../paint/paint.module.css";

/** The open stack to paint on: tools, the plane, classes and what was done, and the slices that hold labels. */
export function PaintData() {
  useViewCommands();
  usePaintCommands();
  const shown = useStudio((state) => state.shownPlane);
  const image = useStudio(({ data }) => data?.image ?? null);
  return (
    <SidePanels id="paint" right={{ label: "Classes to paint", width: [324, 284], content: <PaintPanel /> }}>
      <PanelBoundary name="Painting">
        <PaintBar mode={<ModeSwitch />} hasPlanes />
        <div className={classes.stage}>
          <PaintTools />
          {shown && image ? <PaintView shown={shown} image={image} /> : <div className={canvasClasses.surface} />}
        </div>
      </PanelBoundary>
      <PanelBoundary name="Painted slices">
        <PaintedSlices />
      </PanelBoundary>
    </SidePanels>
  );
}
