import { firstRecipe } from "../../../state/planSlice.ts";
import { useRef } from "react";
import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { NetworkGraph } from "../../network/NetworkGraph.tsx";
import { useStudio } from "../../studioContext.ts";
import { RangeMatrix } from "./RangeMatrix.tsx";
import { TreeDrawing } from "./TreeDrawing.tsx";
import { TreeGallery } from "./TreeGallery.tsx";
import { useTreeSettings } from "./useTreeSettings.ts";
import classes from "../space.module.css";

/** Module trees: the tree, its ranges, and members drawn from them. */
export function TreeEditor() {
  const settings = useTreeSettings();
  const matrix = useRef<HTMLDivElement>(null);
  const focusLevel = (level: number) =>
    matrix.current?.querySelector<HTMLElement>(`[data-level="${level}"] [role=slider]`)?.focus();
  return (
    <div className={classes.middle}>
      <PanelBoundary name="The tree">
        <TreeDrawing settings={settings} onChooseLevel={focusLevel} />
        <div ref={matrix}>
          <RangeMatrix settings={settings} />
        </div>
      </PanelBoundary>
      <div className={classes.bottom}>
        <TreeGallery />
        <PanelBoundary name="The network">
          <MemberNetwork />
        </PanelBoundary>
      </div>
    </div>
  );
}

function MemberNetwork() {
  const member = useStudio(({ gallery, chosenMember }) => gallery[chosenMember] ?? null);
  const index = useStudio((state) => state.chosenMember);
  const patch = useStudio((state) => firstRecipe(state).patch);
  if (!member)
    return (
      <section className="panel">
        <p className="panel-body t2" style={{ paddingTop: 12 }}>
          No drawn tree can be built at this patch size. Fewer blocks, or a larger patch in the recipe, would help.
        </p>
      </section>
    );
  return (
    <NetworkGraph key={member.key} network={member.network} patch={patch} title={`Network of tree ${index + 1}`} />
  );
}
