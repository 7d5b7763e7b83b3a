import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { MemberNetwork } from "../MemberNetwork.tsx";
import { HybridGallery } from "./HybridGallery.tsx";
import { HybridRanges } from "./HybridRanges.tsx";
import classes from "../space.module.css";

/** Hybrids: ranges of the slices' part and of the pyramid side by side, and members drawn from them. */
export function HybridEditor() {
  return (
    <div className={classes.middle}>
      <PanelBoundary name="The ranges">
        <HybridRanges />
      </PanelBoundary>
      <div className={classes.bottom}>
        <HybridGallery />
        <PanelBoundary name="The network">
          <MemberNetwork noun="hybrid" />
        </PanelBoundary>
      </div>
    </div>
  );
}
