import { useCallback, useEffect, useMemo, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { SidePanels } from "../../controls/SidePanels.tsx";
import { useStudio } from "../../studioContext.ts";
import compareClasses from "../compare.module.css";
import { composeFigure, figureState, type ComposedFigure } from "./composeFigure.ts";
import { FigureBar } from "./FigureBar.tsx";
import { FigurePaper } from "./FigurePaper.tsx";
import { FigureSide } from "./FigureSide.tsx";
import { PanePainter, type PaintedPane } from "./PanePainter.tsx";
import { useFigureCommands } from "./useFigureCommands.ts";

/** The compared panes on paper: what is shown of them, how it is laid out, and the files that come of it. */
export function FigureRoom() {
  const [painted, setPainted] = useState<ReadonlyMap<number, PaintedPane>>(new Map());
  const order = useStudio(({ figure }) => figure?.order);
  const onPainted = useCallback(
    (index: number, pane: PaintedPane) => setPainted((before) => new Map(before).set(index, pane)),
    [],
  );
  const composed = useComposed(painted);
  useFigureCommands(composed);
  useWantedScores();
  return (
    <div className={compareClasses.room}>
      <FigureBar composed={composed} />
      <div className={compareClasses.body}>
        <SidePanels
          id="figure"
          right={{ label: "Figure", width: [340, 320], content: <FigureSide composed={composed} painted={painted} /> }}
        >
          <PanelBoundary name="The figure">{composed && <FigurePaper composed={composed} />}</PanelBoundary>
        </SidePanels>
      </div>
      {order?.map((index) => (
        <PanePainter key={index} index={index} onPainted={onPainted} />
      ))}
    </div>
  );
}

function useComposed(painted: ReadonlyMap<number, PaintedPane>): ComposedFigure | null {
  const composed = useStudio(useShallow(figureState));
  return useMemo(() => composeFigure(composed, painted), [composed, painted]);
}

/** Asks for the numbers that stand under the panels. */
function useWantedScores(): void {
  const scope = useStudio(({ figure }) => figure?.scoresOf ?? null);
  const slice = useStudio((state) => state.slice);
  const panes = useStudio((state) => state.panes);
  const compared = useStudio((state) => state.compared);
  const wantScores = useStudio((state) => state.wantScores);
  useEffect(() => {
    if (scope === null) return;
    const shown = panes.flatMap(({ content }) => ("trial" in content ? [content.trial] : []));
    for (const trial of new Set([...shown, ...compared])) wantScores(trial, scope);
  }, [scope, slice, panes, compared, wantScores]);
}
