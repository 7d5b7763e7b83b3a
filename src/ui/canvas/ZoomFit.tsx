import { Button } from "@mantine/core";
import { Caps } from "../controls/Caps.tsx";
import { useStudio } from "../studioContext.ts";

/** How large the plane is shown, and back to all of it. */
export function ZoomFit() {
  const zoom = useStudio((state) => (state.zoom === "fit" ? state.fittedZoom : state.zoom));
  const setView = useStudio((state) => state.setView);
  return (
    <>
      <span className="t2">{Math.round(zoom * 100)}&nbsp;%</span>
      <Button
        size="xs"
        variant="subtle"
        rightSection={<Caps caps={["0"]} />}
        onClick={() => setView({ zoom: "fit", center: null })}
      >
        Fit
      </Button>
    </>
  );
}
