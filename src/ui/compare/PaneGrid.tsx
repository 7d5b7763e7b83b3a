import { useEffect, useState, type RefObject } from "react";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";
import { ComparePane } from "./ComparePane.tsx";
import type { PaneSnapshots } from "./figureFacts.ts";

const BLINK_MS = 700;

export function PaneGrid({ snapshots }: { readonly snapshots: RefObject<PaneSnapshots> }) {
  const count = useStudio(({ panes }) => panes.length);
  const isBlinking = useStudio(({ mode }) => mode === "blink");
  const [beat, setBeat] = useState(false);
  useEffect(() => {
    if (!isBlinking) return undefined;
    const timer = setInterval(() => setBeat((before) => !before), BLINK_MS);
    return () => clearInterval(timer);
  }, [isBlinking]);
  useEffect(() => {
    for (const index of snapshots.current.keys()) if (index >= count) snapshots.current.delete(index);
  }, [count, snapshots]);
  const columns = Math.ceil(Math.sqrt(count));
  return (
    <div
      className={classes.panes}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${Math.ceil(count / columns)}, minmax(0, 1fr))`,
      }}
    >
      {Array.from({ length: count }, (_, index) => (
        <ComparePane key={index} index={index} isBlinked={isBlinking && beat} snapshots={snapshots} />
      ))}
    </div>
  );
}
