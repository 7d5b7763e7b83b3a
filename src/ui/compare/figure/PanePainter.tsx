import { useEffect, useState } from "react";
import type { Look } from "../../../state/paneLooks.ts";
import { useLookRaster } from "../useLookRaster.ts";
import { useLookName, usePaneLooks } from "../usePaneLooks.ts";

/** A slice as it is painted, and where an image element finds it. */
export interface PanePicture {
  readonly raster: OffscreenCanvas;
  readonly href: string;
  readonly width: number;
  readonly height: number;
}

/** One pane as it goes into a figure: one look, or two at the sides of a curtain. */
export interface PaintedPane {
  readonly looks: readonly Look[];
  readonly names: readonly string[];
  readonly pictures: readonly PanePicture[];
  /** Why something is missing; null once all is there. */
  readonly note: string | null;
}

interface PanePainterProps {
  readonly index: number;
  readonly onPainted: (index: number, pane: PaintedPane) => void;
}

/** Paints what a pane shows, without showing it. */
export function PanePainter({ index, onPainted }: PanePainterProps) {
  const { main, behind } = usePaneLooks(index, false);
  const [name, behindName] = [useLookName(main), useLookName(behind)];
  const [painted, paintedBehind] = [useLookRaster(main), useLookRaster(behind)];
  const [picture, behindPicture] = [usePicture(painted.raster), usePicture(paintedBehind.raster)];
  const note = painted.note ?? (behind && paintedBehind.note);
  useEffect(() => {
    onPainted(index, {
      looks: behind ? [main, behind] : [main],
      names: behind ? [name, behindName] : [name],
      pictures: [picture, behind ? behindPicture : null].filter((one) => one !== null),
      note,
    });
  }, [index, onPainted, main, behind, name, behindName, picture, behindPicture, note]);
  return null;
}

function usePicture(raster: OffscreenCanvas | null): PanePicture | null {
  const [picture, setPicture] = useState<PanePicture | null>(null);
  useEffect(() => {
    if (!raster) return undefined;
    let href: string | null = null;
    let isWanted = true;
    void raster.convertToBlob({ type: "image/png" }).then((blob) => {
      if (!isWanted) return;
      href = URL.createObjectURL(blob);
      setPicture({ raster, href, width: raster.width, height: raster.height });
    });
    return () => {
      isWanted = false;
      if (href !== null) URL.revokeObjectURL(href);
    };
  }, [raster]);
  return raster ? picture : null;
}
