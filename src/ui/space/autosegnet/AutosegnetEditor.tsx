import { firstRecipe } from "../../../state/planSlice.ts";
import { SegmentedControl } from "@mantine/core";
import { poolingsFor } from "../../../catalog/spaces/autosegnet/depth.ts";
import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { NetworkGraph } from "../../network/NetworkGraph.tsx";
import { useStudio } from "../../studioContext.ts";
import { LayerDiagram } from "./LayerDiagram.tsx";
import { MacroDiagram } from "./MacroDiagram.tsx";
import { useAutosegnet, useShownMember } from "./useAutosegnet.ts";
import classes from "./autosegnet.module.css";

/** The three searched layers as a sampled member has them, what the search may change in them, and the network they make. */
export function AutosegnetEditor() {
  const settings = useAutosegnet();
  const patch = useStudio((state) => firstRecipe(state).patch);
  const member = useShownMember();
  const poolings = poolingsFor(patch, settings);
  return (
    <div className={classes.editor}>
      <LayerDiagram
        name="down"
        title="Down layer"
        where={`×${poolings}, then pooled`}
        layer={member?.genotype.down ?? null}
      />
      <LayerDiagram name="bridge" title="Bridge layer" where="×1" layer={member?.genotype.bridge ?? null} />
      <LayerDiagram
        name="up"
        title="Up layer"
        where={`×${poolings}, after enlarging`}
        layer={member?.genotype.up ?? null}
      />
      <div className={classes.below}>
        <MacroDiagram />
        <PanelBoundary name="The network">
          {member ? (
            <NetworkGraph
              network={member.network}
              patch={patch}
              title="Network of the sample"
              controls={<SampleChoice />}
            />
          ) : (
            <p className="panel panel-body t2">A sampled network appears here.</p>
          )}
        </PanelBoundary>
      </div>
    </div>
  );
}

function SampleChoice() {
  const gallery = useStudio((state) => state.gallery);
  const chosen = useStudio((state) => state.chosenMember);
  const chooseMember = useStudio((state) => state.chooseMember);
  return (
    <SegmentedControl
      aria-label="Sampled network"
      style={{ flex: "none" }}
      value={String(chosen)}
      onChange={(index) => chooseMember(Number(index))}
      data={gallery.map((_, index) => ({ value: String(index), label: String(index + 1) }))}
    />
  );
}
