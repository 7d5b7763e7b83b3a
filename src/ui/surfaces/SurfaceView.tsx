import { Button, Checkbox } from "@mantine/core";
import { useEffect } from "react";
import { hiddenSurfaces } from "../../state/surfaceSlice.ts";
import type { SurfaceSource } from "../../worker/studioApi.ts";
import { Caps } from "../controls/Caps.tsx";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { useStudio } from "../studioContext.ts";
import { SurfacePane } from "./SurfacePane.tsx";
import classes from "./surfaces.module.css";
import { useOrbitCommands } from "./useOrbitCommands.ts";

interface SurfaceViewProps {
  readonly sources: readonly SurfaceSource[];
}

/** Surfaces of classes in 3D, a pane for each source, all seen by one camera. What they need is freed when they are left. */
export function SurfaceView({ sources }: SurfaceViewProps) {
  const leaveSurfaces = useStudio((state) => state.leaveSurfaces);
  useOrbitCommands();
  useEffect(() => leaveSurfaces, [leaveSurfaces]);
  return (
    <div className={classes.view} role="group" aria-label="3D view">
      <div className={classes.panes} style={{ gridTemplateColumns: `repeat(${sources.length}, minmax(0, 1fr))` }}>
        {sources.map((source, index) => (
          <SurfacePane key={index} source={source} />
        ))}
      </div>
      <SurfaceLegend />
    </div>
  );
}

function SurfaceLegend() {
  const classInfos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  const hidden = useStudio((state) => hiddenSurfaces(state).join()).split(",");
  const toggleSurface = useStudio((state) => state.toggleSurface);
  const resetOrbit = useStudio((state) => state.resetOrbit);
  return (
    <div className={classes.legend}>
      <fieldset className={classes.classes} aria-label="Classes in 3D">
        {classInfos.map(({ name, color }, index) => (
          <Checkbox
            key={index}
            size="xs"
            checked={!hidden.includes(String(index))}
            onChange={() => toggleSurface(index)}
            label={
              <span className={classes.class}>
                <ClassSwatch color={color} />
                {name}
              </span>
            }
          />
        ))}
      </fieldset>
      <Button size="xs" variant="subtle" rightSection={<Caps caps={["0"]} />} onClick={resetOrbit}>
        Reset view
      </Button>
    </div>
  );
}
