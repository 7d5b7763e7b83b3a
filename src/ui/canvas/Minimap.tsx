import type { PointerEvent } from "react";
import { RasterCanvas } from "./RasterCanvas.tsx";
import { toPlane, type Frame, type Size } from "./viewTransform.ts";
import classes from "./canvas.module.css";

interface MinimapProps {
  readonly raster: OffscreenCanvas | null;
  readonly plane: Size;
  readonly aspect: number;
  readonly frame: Frame;
  readonly pane: Size;
  readonly onCenter: (at: readonly [x: number, y: number]) => void;
}

const SIDE = 84;

/** The whole plane with the part in sight; shown while some of it is out of sight. */
export function Minimap({ raster, plane, aspect, frame, pane, onCenter }: MinimapProps) {
  const scale = SIDE / Math.max(plane.width, plane.height * aspect);
  const size = { width: plane.width * scale, height: plane.height * aspect * scale };
  const [left, top] = toPlane(frame, 0, 0);
  const [right, bottom] = toPlane(frame, pane.width, pane.height);
  if (left <= 0 && top <= 0 && right >= plane.width && bottom >= plane.height) return null;
  const clamp = (value: number, limit: number) => Math.min(limit, Math.max(0, value));
  const [x1, x2] = [clamp(left, plane.width) * scale, clamp(right, plane.width) * scale];
  const [y1, y2] = [clamp(top, plane.height) * scale * aspect, clamp(bottom, plane.height) * scale * aspect];
  const center = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    onCenter([(event.clientX - box.left - 4) / scale, (event.clientY - box.top - 4) / (scale * aspect)]);
  };
  return (
    <div className={classes.minimap} data-no-pan onPointerDown={center} onPointerMove={center} aria-hidden>
      <div style={{ position: "relative", ...size }}>
        <RasterCanvas raster={raster} frame={{ scaleX: scale, scaleY: scale * aspect, left: 0, top: 0 }} pane={size} />
        <svg width={size.width} height={size.height} style={{ position: "absolute", inset: 0 }}>
          <rect
            x={x1 + 0.5}
            y={y1 + 0.5}
            width={Math.max(2, x2 - x1 - 1)}
            height={Math.max(2, y2 - y1 - 1)}
            fill="none"
            stroke="#fff"
            strokeWidth={1.5}
          />
        </svg>
      </div>
    </div>
  );
}
