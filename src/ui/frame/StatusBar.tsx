import { Lock } from "lucide-react";
import { useStore } from "zustand";
import { Caps } from "../controls/Caps.tsx";
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
      <span className={classes.hint}>
        <Lock aria-hidden size={12} /> Images stay in this tab
      </span>
      <SavedNote />
    </footer>
  );
}
