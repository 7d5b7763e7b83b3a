import { useMemo, useRef, type PointerEvent, type WheelEvent } from "react";
import { cropRect, movedCrop } from "../../../core/figure/crop.ts";
import { figureMarks, type Figure } from "../../../core/figure/figureMarks.ts";
import { figureSvg } from "../../../core/figure/figureSvg.ts";
import type { Mark } from "../../../core/figure/mark.ts";
import { MAX_ZOOM } from "../../../state/viewSlice.ts";
import { useSize } from "../../controls/useSize.ts";
import { useStudioStore } from "../../studioContext.ts";
import type { ComposedFigure } from "./composeFigure.ts";
import classes from "./figure.module.css";
import type { PanePicture } from "./PanePainter.tsx";
import { Ruler } from "./Ruler.tsx";

const ROOM = 48;

/** The figure as it will be printed, as large as there is room for. Dragging a picture moves what is shown in all of them. */
export function FigurePaper({ composed: { figure, caption } }: { readonly composed: ComposedFigure }) {
  const [stage, size] = useSize();
  const marks = useMemo(() => figureMarks(figure), [figure]);
  const html = useMemo(() => ({ __html: figureSvg(marks) }), [marks]);
  const scale = size
    ? Math.max(0.5, Math.min((size.width - ROOM) / marks.width, (size.height - ROOM - 24) / marks.height))
    : 1;
  const gestures = usePaperGestures(figure, marks.marks);
  return (
    <div ref={stage} className={classes.stage}>
      <div style={{ width: marks.width * scale }}>
        <Ruler widthMm={marks.width} />
        <div
          className={classes.paper}
          style={{ height: marks.height * scale }}
          role="img"
          aria-label={`Figure, ${marks.width} by ${marks.height.toFixed(1)} mm. ${caption}`}
          data-fit
          {...gestures}
          // Its texts are escaped by what writes the SVG, which is what is saved, too.
          dangerouslySetInnerHTML={html}
        />
      </div>
    </div>
  );
}

type Grip = "crop" | "zoom";

/** Drag moves the crop, or the enlarged part where that was gripped; the wheel makes it larger or smaller. */
function usePaperGestures(figure: Figure<PanePicture>, marks: readonly Mark<PanePicture>[]) {
  const store = useStudioStore();
  const held = useRef<{ readonly grip: Grip; readonly x: number; readonly y: number } | null>(null);
  const perMm = (element: HTMLElement) => element.clientWidth / figure.widthMm;
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const grip = gripAt(figure, marks, placeIn(event, perMm(event.currentTarget)));
    if (!grip || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { grip, x: event.clientX, y: event.clientY };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!held.current) return;
    const { grip, x, y } = held.current;
    const pixels = pixelsPerMm(figure, marks) / perMm(event.currentTarget);
    const by = [(event.clientX - x) * pixels, ((event.clientY - y) * pixels) / figure.aspect] as const;
    if (Math.abs(by[0]) < 1 && Math.abs(by[1]) < 1) return;
    held.current = { grip, x: event.clientX, y: event.clientY };
    move(grip, by);
  };
  const move = (grip: Grip, [dx, dy]: readonly [number, number]) => {
    const { figure: settings, shownPlane, changeFigure } = store.getState();
    if (!settings || !shownPlane) return;
    const whole = { x: 0, y: 0, width: shownPlane.width, height: shownPlane.height };
    if (grip === "crop") changeFigure({ crop: movedCrop(whole, settings.crop, [-dx, -dy]) });
    else
      changeFigure({
        zoom: { ...settings.zoom, ...movedCrop(cropRect(whole, settings.crop), settings.zoom, [dx, dy]) },
      });
  };
  const onWheel = (event: WheelEvent<HTMLElement>) => {
    const { figure: settings, changeFigure } = store.getState();
    if (!settings) return;
    const zoom = Math.min(MAX_ZOOM, Math.max(1, settings.crop.zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15)));
    changeFigure({ crop: { ...settings.crop, zoom } });
  };
  const release = () => {
    held.current = null;
  };
  return { onPointerDown, onPointerMove, onPointerUp: release, onPointerCancel: release, onWheel };
}

function placeIn({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>, perMm: number) {
  const { left, top } = currentTarget.getBoundingClientRect();
  return { x: (clientX - left) / perMm, y: (clientY - top) / perMm };
}

interface PaperPlace {
  readonly x: number;
  readonly y: number;
}

const picturesOf = (marks: readonly Mark<PanePicture>[]) => marks.filter((mark) => mark.mark === "picture");

function gripAt({ zoom }: Figure<PanePicture>, marks: readonly Mark<PanePicture>[], { x, y }: PaperPlace): Grip | null {
  const under = picturesOf(marks).findLast(
    ({ clip: { left, top, width, height } }) => x >= left && x < left + width && y >= top && y < top + height,
  );
  if (!under) return null;
  const { frame } = under;
  const [column, row] = [(x - frame.left) / frame.scaleX, (y - frame.top) / frame.scaleY];
  const isInBox =
    zoom !== null &&
    column >= zoom.box.x &&
    column < zoom.box.x + zoom.box.width &&
    row >= zoom.box.y &&
    row < zoom.box.y + zoom.box.height;
  return isInBox ? "zoom" : "crop";
}

const pixelsPerMm = (figure: Figure<PanePicture>, marks: readonly Mark<PanePicture>[]): number => {
  const [first] = picturesOf(marks);
  return first ? 1 / first.frame.scaleX : figure.crop.width / figure.widthMm;
};
