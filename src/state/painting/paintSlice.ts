import type { PlanePoint } from "../../core/image/painting/planeMask.ts";
import type { Rect } from "../../core/image/plane.ts";
import type { SaveFile } from "../librarySlice.ts";
import type { KeptPainting, MaskFormat, PlanePlace, StudioApi } from "../../worker/studioApi.ts";
import { opened } from "../opening.ts";
import { shownView } from "../orthoSlice.ts";
import type { SliceCreator, StudioState, StudioStore } from "../store.ts";
import { planeIndex } from "../viewSlice.ts";
import { chosenClass } from "./chosenClass.ts";
import { createCommits, takeBack } from "./commits.ts";
import type { PaintingPlace } from "./paintingPlace.ts";
import { FIRST_SETTINGS, sizeAfter, valueOfClass, type PaintSettings } from "./paintTools.ts";
import { pointerActions } from "./pointerActions.ts";

/** Painting of labels: strokes are on the page's own plane at once, and with the worker after. */
export interface PaintSlice {
  /** In the Data room. */
  readonly isPainting: boolean;
  /** In the panes of the Compare room. */
  readonly isPaintingPanes: boolean;
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
  readonly setPaintingPanes: (isOn: boolean) => Promise<void>;
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
  /** Formats that labels are saved in; empty until they were asked for. */
  readonly labelFormats: readonly MaskFormat[];
  readonly loadLabelFormats: () => Promise<void>;
  readonly saveLabels: (format: string) => Promise<void>;
  readonly addClass: () => Promise<void>;
  /** What was painted in this browser; empty until it was asked for. */
  readonly keptPaintings: readonly KeptPainting[];
  readonly refreshPaintings: () => Promise<void>;
  /** Deletes for good. */
  readonly removePainting: (id: string) => Promise<void>;
  /** Opens what was painted, to go on with it. */
  readonly openPainting: (id: string) => Promise<void>;
  /** Comes back to what was painted before a reload. */
  readonly reopenPainting: (place: PaintingPlace) => Promise<void>;
}

/** Whether panes are painted on now: only planes along z are compared, so only these are painted on there. */
export const paintsPanes = (state: StudioState): boolean =>
  state.isPaintingPanes && Boolean(state.data?.painting) && shownView(state) === "plane";

const NOT_PAINTING = {
  isPainting: false,
  isPaintingPanes: false,
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
  (client: Pick<StudioApi, "paint" | "data" | "compare">, save: SaveFile): SliceCreator<PaintSlice> =>
  (set, get, store) => {
    const commits = createCommits(client, store);
    const here = (): PlanePlace => ({ plane: get().plane, index: planeIndex(get()) });
    const classHere = () => {
      const { data } = get();
      return { ...here(), value: valueOfClass(data!.mapping!, chosenClass(get())) };
    };
    const paintIn = (room: "isPainting" | "isPaintingPanes", isOn: boolean) =>
      get().attempt(async () => {
        if (isOn) {
          get().showData(await client.paint.begin());
          if (get().stackView !== "plane") get().showAs("plane");
          set({ classId: chosenClass(get()) });
        }
        set({ [room]: isOn, corners: [], brushAt: null });
        // What other rooms keep of the plane was painted from what it was.
        if (!isOn) await commits.refresh();
      });
    const reopened = (id: string, view: Partial<PaintingPlace["view"]>) =>
      opened(store, "Bringing back what was painted", async () => {
        get().showData(await client.paint.reopen(id));
        set(view);
      });
    return {
      ...NOT_PAINTING,
      ...settingActions(store),
      ...pointerActions(client, store, commits),
      setPainting: (isOn) => paintIn("isPainting", isOn),
      setPaintingPanes: (isOn) => paintIn("isPaintingPanes", isOn),
      fillBetween: () => commits.change(() => client.paint.fillBetween(classHere())),
      copyBefore: () => commits.change(() => client.paint.copyBefore(classHere())),
      undoPaint: () => takeBack(store, commits, "Took back", () => client.paint.undo(here())),
      redoPaint: () => takeBack(store, commits, "Did again", () => client.paint.redo(here())),
      labelFormats: [],
      loadLabelFormats: () => get().attempt(async () => set({ labelFormats: await client.compare.maskFormats() })),
      saveLabels: (format) =>
        get().attempt(async () => {
          const { name, bytes, notes } = await client.paint.save(format);
          save(name, bytes, "application/octet-stream");
          for (const note of notes) get().notify(note);
        }),
      addClass: () =>
        get().attempt(async () => {
          const count = get().data?.mapping?.classes.length ?? 0;
          get().showData(await client.data.edit({ type: "addClass", name: `class ${count}` }));
          set({ classId: count });
        }),
      keptPaintings: [],
      refreshPaintings: () => get().attempt(async () => set({ keptPaintings: await client.paint.kept() })),
      removePainting: (id) =>
        get().attempt(async () => {
          await client.paint.remove(id);
          set({ keptPaintings: await client.paint.kept() });
        }),
      openPainting: (id) => reopened(id, { isPainting: true, room: "data" }),
      reopenPainting: ({ id, view, correction }) =>
        correction
          ? get().attempt(async () => {
              await get().openStudy(correction.studyId);
              await get().openCorrection(correction.stage);
              if (get().data?.correction) set(view);
            })
          : reopened(id, view),
    };
  };

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
