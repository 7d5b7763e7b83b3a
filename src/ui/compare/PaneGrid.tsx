import { useEffect, useState } from "react";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";
import { ComparePane } from "./ComparePane.tsx";

const BLINK_MS = 700;

export function PaneGrid() {
  const count = useStudio(({ panes }) => panes.length);
  const isBlinking = useStudio(({ mode }) => mode === "blink");
  const [beat, setBeat] = useState(false);
  useEffect(() => {
    if (!isBlinking) return undefined;
    const timer = setInterval(() => setBeat((before) => !before), BLINK_MS);
    return () => clearInterval(timer);
  }, [isBlinking]);
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
        <ComparePane key={index} index={index} isBlinked={isBlinking && beat} />
      ))}
    </div>
  );
}
