import { Button, SegmentedControl, Slider } from "@mantine/core";
import { Camera } from "lucide-react";
import type { Plane } from "../../core/image/plane.ts";
import { shownView, type StackView } from "../../state/orthoSlice.ts";
import type { OverlayMode } from "../../state/viewSlice.ts";
import { ZoomFit } from "../canvas/ZoomFit.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { ModeSwitch } from "./paint/ModeSwitch.tsx";
import { saveRaster } from "../canvas/saveRaster.ts";
import { useStudio } from "../studioContext.ts";

const OVERLAYS: readonly { readonly value: OverlayMode; readonly label: string }[] = [
  { value: "both", label: "Fill and line" },
  { value: "line", label: "Line" },
  { value: "off", label: "Off" },
];
const VIEWS: readonly { readonly value: Plane | Exclude<StackView, "plane">; readonly label: string }[] = [
  { value: "xy", label: "XY" },
  { value: "xz", label: "XZ" },
  { value: "yz", label: "YZ" },
  { value: "planes", label: "All 3" },
  { value: "surfaces", label: "3D" },
];

export function ViewerBar({ raster }: { readonly raster: OffscreenCanvas | null }) {
  const hasLabels = useStudio(({ data }) => Boolean(data?.labels));
  const hasImage = useStudio(({ data }) => Boolean(data?.image));
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? 1);
  const plane = useStudio((state) => state.plane);
  const setView = useStudio((state) => state.setView);
  const setPlane = useStudio((state) => state.setPlane);
  const stackView = useStudio(shownView);
  const showAs = useStudio((state) => state.showAs);
  const isPlane = stackView === "plane";
  const chooseView = (value: Plane | Exclude<StackView, "plane">) => {
    const isCut = value !== "planes" && value !== "surfaces";
    showAs(isCut ? "plane" : value);
    if (isCut) setPlane(value);
  };
  return (
    <div className="bar">
      {hasImage && (
        <>
          <ModeSwitch />
          <span className="rule" />
        </>
      )}
      <OverlayFields />
      {depth > 1 && (
        <>
          <span className="rule" />
          <SegmentedControl
            aria-label="Plane"
            data={VIEWS.map((entry) => ({ ...entry, disabled: entry.value === "surfaces" && !hasLabels }))}
            value={isPlane ? plane : stackView}
            onChange={chooseView}
          />
        </>
      )}
      <span className="space" />
      {isPlane && (
        <>
          <ZoomFit />
          <Button size="xs" variant="subtle" className="wide-only" onClick={() => setView({ zoom: 1, center: null })}>
            1:1
          </Button>
        </>
      )}
      <IconButton
        label="Save slice as PNG"
        disabled={!raster || !isPlane}
        onClick={() => raster && void saveRaster(raster, "slice.png")}
      >
        <Camera />
      </IconButton>
    </div>
  );
}

/** How classes are laid over the slices. In 3D there are none to lay them over. */
function OverlayFields() {
  const overlay = useStudio((state) => state.overlay);
  const hasLabels = useStudio(({ data, newStack }) => Boolean(data?.labels) || newStack !== null);
  const isSolid = useStudio((state) => shownView(state) === "surfaces");
  const setOverlayMode = useStudio((state) => state.setOverlayMode);
  const setOverlayOpacity = useStudio((state) => state.setOverlayOpacity);
  return (
    <>
      <span className="t2 wide-only">Overlay</span>
      <SegmentedControl
        aria-label="Overlay"
        data={OVERLAYS.map((entry) => ({ ...entry }))}
        value={overlay.mode}
        onChange={setOverlayMode}
        disabled={!hasLabels || isSolid}
      />
      {hasLabels ? (
        <div className="row" style={{ width: "clamp(90px, 9vw, 150px)" }}>
          <Slider
            thumbLabel="Overlay opacity"
            disabled={isSolid}
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
    </>
  );
}
