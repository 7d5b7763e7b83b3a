import { Lock } from "lucide-react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { trainingSpeed } from "../../state/trainingSpeed.ts";
import { Caps } from "../controls/Caps.tsx";
import { formatBytes, formatFixed, formatInteger } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { allCommands, commandStore } from "../keys/commands.ts";
import { SavedNote } from "./SavedNote.tsx";
import classes from "./StatusBar.module.css";
import { useReadout } from "./useReadout.ts";

/** What the keys do here, what is under the cursor, and whether everything is kept. */
export function StatusBar() {
  const state = useStore(commandStore);
  const hints = allCommands(state).flatMap(({ id, hint }) => (hint ? [{ id, ...hint }] : []));
  const readout = useReadout();
  return (
    <footer className={classes.bar} aria-label="Status">
      <div className={classes.hints}>
        {hints.map(({ id, caps, text }) => (
          <span key={id} className={classes.hint}>
            <Caps caps={caps} /> {text}
          </span>
        ))}
      </div>
      <span className={classes.readout}>{readout}</span>
      <Speed />
      <span className={classes.hint}>
        <Lock aria-hidden size={12} /> Images stay in this tab
      </span>
      <SavedNote />
    </footer>
  );
}

/** How fast all that trains goes, and the memory that is predicted for it. */
function Speed() {
  const speed = useStudio(useShallow(trainingSpeed));
  if (!speed) return null;
  const { stepsPerSecond, bytes } = speed;
  const steps = stepsPerSecond < 10 ? formatFixed(stepsPerSecond, 1) : formatInteger(Math.round(stepsPerSecond));
  return (
    <span className={classes.hint} title="Steps a second of all that trains, and its predicted peak memory">
      {steps} steps/s{bytes > 0 && `, ${formatBytes(bytes)}`}
    </span>
  );
}
