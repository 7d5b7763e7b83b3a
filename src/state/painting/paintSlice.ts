import { UNLABELLED, type LabelMapping } from "../../core/image/labelMap.ts";
import { floodFill } from "../../core/image/painting/floodFill.ts";
import type { PlanePoint } from "../../core/image/painting/planeMask.ts";
import { polygonMask } from "../../core/image/painting/polygon.ts";
import { rectOfBox, type Rect } from "../../core/image/plane.ts";
import type { PaintAnswer, PaintingState, PlanePlace, StudioApi } from "../../worker/studioApi.ts";
import { planeAspect } from "../planeAspect.ts";
import type { SliceCreator, StudioState, StudioStore } from "../store.ts";
import { planeIndex } from "../viewSlice.ts";
import type { PaintingPlace } from "./paintingPlace.ts";
import { voxelPath } from "./voxelPath.ts";
import { editText, FIRST_SETTINGS, sizeAfter, valueOfClass, type PaintSettings } from "./paintTools.ts";
import { beginStroke, bothRects, type LabelledPlane, type StrokeInHand } from "./strokeInHand.ts";

/** Painting of labels: strokes are on the page's own plane at once, and with the worker after. */
export interface PaintSlice {
  readonly isPainting: boolean;
  readonly paint: PaintSettings;
  readonly isEraserHeld: boolean;
  /** While held, the pointer moves the plane instead of painting on it. */
  readonly isPanHeld: boolean;
  /** Corners of a polygon that is being drawn, in plane pixels. */
  readonly corners: readonly PlanePoint[];
  /** Where the pointer is on the plane. */
  readonly brushAt: PlanePoint | null;
  /** The part of the shown plane that was painted last; a new object each time. */
  readonly repainted: Rect | null;
  /** When something painted was last written, in milliseconds since 1970; null before that. */
  readonly paintedAt: number | null;
  /** Grows where planes that were fetched are no longer what the labels are. */
  readonly staleness: number;

  readonly setPainting: (isOn: boolean) => Promise<void>;
  readonly changePaint: (change: Partial<PaintSettings>) => void;
  /** Makes the brush larger (1) or smaller (-1). */
  readonly resizeBrush: (by: number) => void;
  readonly holdEraser: (isHeld: boolean) => void;
  readonly holdPan: (isHeld: boolean) => void;
  readonly setBrushAt: (at: PlanePoint | null) => void;
  /** The pointer went down; with `isPick` the class under it is chosen. */
  readonly pressBrush: (at: PlanePoint, isPick: boolean) => void;
  readonly dragBrush: (path: readonly PlanePoint[]) => void;
  readonly releaseBrush: () => void;
  readonly closePolygon: () => void;
  readonly dropPolygon: () => void;
  readonly fillBetween: () => Promise<void>;
  readonly copyBefore: () => Promise<void>;
  readonly undoPaint: () => Promise<void>;
  readonly redoPaint: () => Promise<void>;
  /** Has planes across those that were painted fetched anew. */
  readonly forgetPainted: () => void;
  readonly addClass: () => Promise<void>;
  /** Comes back to what was painted before a reload. */
  readonly reopenPainting: (place: PaintingPlace) => Promise<void>;
}

/** How long after the last stroke the facts of the data are worked out anew: they take longer than a stroke. */
const REFRESH_MILLISECONDS = 700;

const NOT_PAINTING = {
  isPainting: false,
  paint: FIRST_SETTINGS,
  isEraserHeld: false,
  isPanHeld: false,
  corners: [],
  brushAt: null,
  repainted: null,
  paintedAt: null,
  staleness: 0,
} satisfies Partial<PaintSlice>;

export const createPaintSlice =
  (client: Pick<StudioApi, "paint" | "data">): SliceCreator<PaintSlice> =>
  (set, get, store) => {
    const commits = createCommits(client, store);
    const here = (): PlanePlace => ({ plane: get().plane, index: planeIndex(get()) });
    const classHere = () => {
      const { data } = get();
      return { ...here(), value: valueOfClass(data!.mapping!, chosenClass(get())) };
    };
    return {
      ...NOT_PAINTING,
      ...settingActions(store),
      ...pointerActions(client, store, commits),
      setPainting: (isOn) =>
        get().attempt(async () => {
          if (isOn) {
            get().showData(await client.paint.begin());
            if (get().stackView !== "plane") get().showAs("plane");
            set({ classId: chosenClass(get()) });
          }
          set({ isPainting: isOn, corners: [], brushAt: null });
          // What other rooms keep of the plane was painted from what it was.
          if (!isOn) await commits.refresh();
        }),
      fillBetween: () => commits.change(() => client.paint.fillBetween(classHere())),
      copyBefore: () => commits.change(() => client.paint.copyBefore(classHere())),
      undoPaint: () => takeBack(store, commits, "Took back", () => client.paint.undo(here())),
      redoPaint: () => takeBack(store, commits, "Did again", () => client.paint.redo(here())),
      addClass: () =>
        get().attempt(async () => {
          const count = get().data?.mapping?.classes.length ?? 0;
          get().showData(await client.data.edit({ type: "addClass", name: `class ${count}` }));
          set({ classId: count });
        }),
      reopenPainting: ({ id, view }) =>
        get().attempt(async () => {
          set({ opening: "Bringing back what was painted" });
          try {
            get().showData(await client.paint.reopen(id));
            set(view);
          } finally {
            set({ opening: null });
          }
        }),
    };
  };

/** The class that is painted: the chosen one, or the first that is looked for. */
export function chosenClass({ classId, data }: Pick<StudioState, "classId" | "data">): number {
  const count = data?.mapping?.classes.length ?? 0;
  return classId !== null && classId < count ? classId : Math.min(1, Math.max(0, count - 1));
}

/** Whether the pointer erases now. */
export const isErasing = ({ paint, isEraserHeld }: Pick<StudioState, "paint" | "isEraserHeld">): boolean =>
  isEraserHeld || paint.tool === "eraser";

type SettingActions = Pick<
  PaintSlice,
  "forgetPainted" | "changePaint" | "resizeBrush" | "holdEraser" | "holdPan" | "setBrushAt" | "dropPolygon"
>;

const settingActions = ({ setState: set }: StudioStore): SettingActions => ({
  forgetPainted: () => set(({ data, staleness }) => (data?.painting ? { staleness: staleness + 1 } : {})),
  changePaint: (change) => set(({ paint }) => ({ paint: { ...paint, ...change }, corners: [] })),
  resizeBrush: (by) => set(({ paint }) => ({ paint: { ...paint, size: sizeAfter(paint.size, by) } })),
  holdEraser: (isEraserHeld) => set({ isEraserHeld }),
  holdPan: (isPanHeld) => set({ isPanHeld }),
  setBrushAt: (brushAt) => set({ brushAt }),
  dropPolygon: () => set({ corners: [] }),
});

interface Commits {
  /** Sends what is on the page already. */
  send(work: () => Promise<PaintAnswer>): Promise<void>;
  /** Asks for a change that is not on the page yet. */
  change(work: () => Promise<PaintAnswer>): Promise<void>;
  /** Works out the facts of the data anew. */
  refresh(): Promise<void>;
}

/** What goes to the worker, and what comes back of it. */
function createCommits({ data: api }: Pick<StudioApi, "data">, { getState: get, setState: set }: StudioStore): Commits {
  let [pending, sent] = [0, 0];
  let hasMissed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const told = (painting: PaintingState) =>
    set(({ data }) => ({ data: data && { ...data, painting }, paintedAt: Date.now() }));
  const fetchAnew = () => set(({ staleness }) => ({ staleness: staleness + 1 }));

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    const before = sent;
    const data = await api.state();
    if (before === sent) get().showData(data);
    else refreshLater();
  }
  function refreshLater(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void get().attempt(refresh), REFRESH_MILLISECONDS);
  }

  /** While others are on their way, the answer to one does not know of them: then the plane is fetched once all are there. */
  function taken({ painting, box, patch }: PaintAnswer): void {
    told(painting);
    const shown = get().shownPlane;
    if (!box) return;
    if (shown?.labels && patch && pending === 0 && isWithin(shown, box)) {
      patchPlane(shown as LabelledPlane, patch);
      set({ repainted: patch.rect });
    } else hasMissed = true;
  }

  const run = (work: () => Promise<PaintAnswer>, take: (answer: PaintAnswer) => void) =>
    get().attempt(async () => {
      pending++;
      sent++;
      try {
        const answer = await work();
        pending--;
        take(answer);
      } catch (error) {
        pending--;
        hasMissed = true;
        throw error;
      } finally {
        if (pending === 0 && hasMissed) fetchAnew();
        if (pending === 0) hasMissed = false;
        refreshLater();
      }
    });

  return {
    send: (work) => run(work, ({ painting }) => told(painting)),
    change: (work) => run(work, taken),
    refresh,
  };
}

/** Whether a box is in one plane alone, so that no other plane that was fetched is another now. */
const isWithin = ({ plane, index }: PlanePlace, box: NonNullable<PaintAnswer["box"]>): boolean =>
  rectOfBox(plane, index, box) !== null &&
  { xy: box.z, xz: box.y, yz: box.x }[plane].to - { xy: box.z, xz: box.y, yz: box.x }[plane].from === 1;

function patchPlane(
  { labels, width }: LabelledPlane,
  { rect, labels: patch }: NonNullable<PaintAnswer["patch"]>,
): void {
  for (let row = 0; row < rect.height; row++)
    labels.set(patch.subarray(row * rect.width, (row + 1) * rect.width), (rect.y + row) * width + rect.x);
}

/** The view stays where it is; what became another elsewhere is said, with a way there. */
async function takeBack(
  { getState: get, setState: set }: StudioStore,
  commits: Commits,
  did: string,
  work: () => Promise<PaintAnswer>,
): Promise<void> {
  const [plane, index] = [get().plane, planeIndex(get())];
  const before = get().data?.painting;
  let box: PaintAnswer["box"] = null;
  await commits.change(async () => {
    const answer = await work();
    ({ box } = answer);
    return answer;
  });
  const { data } = get();
  const note = did === "Took back" ? before?.done.at(-1) : before?.undone.at(-1);
  if (!box || !note || !data?.mapping || rectOfBox(plane, index, box)) return;
  const go = () => {
    if (get().plane !== note.plane) get().setPlane(note.plane);
    get().goTo(note.index);
    set({ hover: null });
  };
  get().notify(`${did}: ${editText(note, data.mapping)}`, { label: "Go there", run: go });
}

type PointerActions = Pick<PaintSlice, "pressBrush" | "dragBrush" | "releaseBrush" | "closePolygon">;

/** What the pointer does on the plane. */
function pointerActions(
  client: Pick<StudioApi, "paint">,
  { getState: get, setState: set }: StudioStore,
  commits: Commits,
): PointerActions {
  let inHand: StrokeInHand | null = null;
  let isLasso = false;

  const wishOf = (mapping: LabelMapping, tool: "brush" | "polygon" | "fill") => {
    const isEraser = isErasing(get());
    const classIndex = isEraser ? UNLABELLED : chosenClass(get());
    const { greys, keepsPainted } = get().paint;
    return {
      tool: isEraser ? ("eraser" as const) : tool,
      classIndex,
      value: isEraser ? UNLABELLED : valueOfClass(mapping, classIndex),
      limits: { greys, keepsPainted },
    };
  };
  const begun = (tool: "brush" | "polygon" | "fill") => {
    const { shownPlane, data } = get();
    if (!shownPlane?.labels || !data?.mapping) return null;
    return beginStroke(shownPlane as LabelledPlane, wishOf(data.mapping, tool));
  };

  function extend(points: readonly PlanePoint[]): void {
    const { data, paint, plane } = get();
    const brush = { diameter: paint.size, aspect: planeAspect(data?.image?.voxelSizeNm ?? null, plane) };
    const rects = points.flatMap((point) => inHand?.extend(point, brush) ?? []);
    if (rects.length > 0) set({ repainted: rects.reduce(bothRects) });
  }

  function send(stroke: StrokeInHand): void {
    const finished = stroke.finished();
    const { paint, data } = get();
    if (!finished) return;
    if (paint.isBall && paint.tool !== "polygon" && paint.tool !== "fill") {
      const { plane, index, value } = finished;
      const { greys, keepsPainted } = paint;
      const path = voxelPath(stroke.path(), { plane, index });
      const wish = { plane, index, value, path, diameter: paint.size, limits: { greys, keepsPainted } };
      void commits.change(() => client.paint.ball(wish));
    } else if (data) {
      const isShown = get().shownPlane === stroke.plane;
      void (isShown ? commits.send : commits.change)(() => client.paint.stroke(finished));
    }
  }

  function coverOnce(
    tool: "polygon" | "fill",
    maskOf: (stroke: StrokeInHand) => Parameters<StrokeInHand["cover"]>[0] | null,
  ) {
    const stroke = begun(tool);
    const mask = stroke && maskOf(stroke);
    const repainted = mask && stroke.cover(mask);
    if (!stroke || !repainted) return;
    set({ repainted });
    send(stroke);
  }

  function fill(at: PlanePoint): void {
    const { data, paint, window } = get();
    const [low, high] = window ?? data!.image!.window;
    coverOnce("fill", ({ plane }) => {
      const wish = wishOf(data!.mapping!, "fill");
      const place = { x: Math.floor(at.x), y: Math.floor(at.y) };
      const from = { tolerance: paint.tolerance * (high - low), value: wish.classIndex, limits: wish.limits };
      return floodFill(plane as LabelledPlane, place, from);
    });
  }

  function pick({ x, y }: PlanePoint): void {
    const { shownPlane } = get();
    const label = shownPlane?.labels?.[Math.floor(y) * shownPlane.width + Math.floor(x)] ?? UNLABELLED;
    if (label !== UNLABELLED) set({ classId: label });
  }

  function closePolygon(): void {
    const { corners } = get();
    set({ corners: [] });
    coverOnce("polygon", ({ plane }) => polygonMask(corners, plane));
  }

  return {
    pressBrush(at, isPick) {
      const { paint } = get();
      if (isPick || paint.tool === "pick") pick(at);
      else if (paint.tool === "fill") fill(at);
      else if (paint.tool === "polygon") {
        isLasso = get().corners.length === 0;
        set(({ corners }) => ({ corners: [...corners, at] }));
      } else {
        inHand = begun("brush");
        extend([at]);
      }
    },
    dragBrush(path) {
      if (inHand) extend(path);
      else if (get().paint.tool === "polygon" && get().corners.length > 0)
        set(({ corners }) => ({ corners: [...corners, ...path] }));
    },
    releaseBrush() {
      const stroke = inHand;
      inHand = null;
      if (stroke) send(stroke);
      else if (isLasso && get().corners.length > 3) closePolygon();
    },
    closePolygon,
  };
}
