import { useState } from "react";
import { blockFault } from "../../../catalog/spaces/segnas/block.ts";
import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { useStudio } from "../../studioContext.ts";
import { BlockGraph } from "./BlockGraph.tsx";
import { BlockSamples } from "./BlockSamples.tsx";
import { ExampleNetwork } from "./ExampleNetwork.tsx";
import { OperationMatrix } from "./OperationMatrix.tsx";
import { OperationRanges } from "./OperationRanges.tsx";
import classes from "./segnas.module.css";

/** Block graphs: an example as matrix and as graph, what may stand on its edges, and the network it makes. */
export function BlockEditor() {
  const [active, setActive] = useState<number | null>(null);
  const { nodes, operations } = useStudio((state) => state.exampleSpec);
  const block = { fault: blockFault(nodes, operations), active, onActivate: setActive };
  return (
    <div className={classes.editor}>
      <div className={classes.left}>
        <OperationMatrix {...block} />
        <OperationRanges />
      </div>
      <div className={classes.right}>
        <BlockGraph {...block} />
        <BlockSamples />
      </div>
      <div className={classes.below}>
        <PanelBoundary name="The network">
          <ExampleNetwork />
        </PanelBoundary>
      </div>
    </div>
  );
}
