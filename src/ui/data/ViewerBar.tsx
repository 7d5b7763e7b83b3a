import { Button, SegmentedControl, Slider } from "@mantine/core";
import { Camera } from "lucide-react";
import type { Plane } from "../../worker/studioApi.ts";
import type { OverlayMode } from "../../state/viewSlice.ts";
import { Caps } from "../controls/Caps.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { saveRaster } from "../canvas/saveRaster.ts";
import { useStudio } from "../studioContext.ts";

const OVERLAYS: readonly { readonly value: OverlayMode; readonly label: string }[] = [
  { value: "both", label: "Fill and line" },
  { value: "line", label: "Line" },
  { value: "off", label: "Off" },
];
const PLANES: readonly { readonly value: Plane | "all"; readonly label: string }[] = [
  { value: "xy", label: "XY" },
  { value: "xz", label: "XZ" },
  { value: "yz", label: "YZ" },
  { value: "all", label: "All 3" },
];

export function ViewerBar({ raster }: { readonly raster: OffscreenCanvas | null }) {
  const overlay = useStudio((state) => state.overlay);
  const hasLabels = useStudio(({ data }) => Boolean(data?.labels));
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? 1);
  const plane = useStudio((state) => state.plane);
  const zoom = useStudio((state) => (state.zoom === "fit" ? state.fittedZoom : state.zoom));
  const setView = useStudio((state) => state.setView);
  const setOverlayMode = useStudio((state) => state.setOverlayMode);
  const setOverlayOpacity = useStudio((state) => state.setOverlayOpacity);
  const setPlane = useStudio((state) => state.setPlane);
  const isOrtho = useStudio((state) => state.isOrtho);
  const showOrtho = useStudio((state) => state.showOrtho);
  const choosePlane = (value: Plane | "all") => {
    showOrtho(value === "all");
    if (value !== "all") setPlane(value);
  };
  return (
    <div className="bar">
      <span className="t2">Overlay</span>
      <SegmentedControl
        aria-label="Overlay"
        data={OVERLAYS.map((entry) => ({ ...entry }))}
        value={overlay.mode}
        onChange={setOverlayMode}
        disabled={!hasLabels}
      />
      {hasLabels ? (
        <div className="row" style={{ width: 150 }}>
          <Slider
            thumbLabel="Overlay opacity"
            value={Math.round(overlay.opacity * 100)}
            onChange={(value) => setOverlayOpacity(value / 100)}
            style={{ flex: 1 }}
          />
          <span className="t2" style={{ width: 36, textAlign: "right" }}>
            {Math.round(overlay.opacity * 100)}&nbsp;%
          </span>
        </div>
      ) : (
        <span className="t3">no labels yet</span>
      )}
      {depth > 1 && (
        <>
          <span className="rule" />
          <SegmentedControl
            aria-label="Plane"
            data={PLANES.map((entry) => ({ ...entry }))}
            value={isOrtho ? "all" : plane}
            onChange={choosePlane}
          />
        </>
      )}
      <span className="space" />
      {!isOrtho && (
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
          <Button size="xs" variant="subtle" className="wide-only" onClick={() => setView({ zoom: 1, center: null })}>
            1:1
          </Button>
        </>
      )}
      <IconButton
        label="Save slice as PNG"
        disabled={!raster || isOrtho}
        onClick={() => raster && void saveRaster(raster, "slice.png")}
      >
        <Camera />
      </IconButton>
    </div>
  );
}
