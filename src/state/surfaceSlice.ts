import { toErrorRecord } from "../core/errors.ts";
import type { Reduction } from "../core/image/surface/reduction.ts";
import type { ClassSurface, StudioApi, SurfaceProgress, SurfaceSource } from "../worker/studioApi.ts";
import { classShares, LARGE_CLASS } from "./classShares.ts";
import { FIRST_ORBIT, magnified, moved, turned, type Orbit } from "./orbit.ts";
import type { SliceCreator, StudioState } from "./store.ts";

/** The surfaces of one source, as far as they were found. */
export type Surfaces =
  | { readonly kind: "drawing"; readonly progress: SurfaceProgress | null; readonly found: readonly ClassSurface[] }
  | { readonly kind: "drawn"; readonly found: readonly ClassSurface[]; readonly reduction: Reduction }
  | { readonly kind: "stopped" }
  | { readonly kind: "missing"; readonly because: string };

/** The 3D view: what is drawn in it, and from where it is looked at. All of its panes share one camera. */
export interface SurfaceSlice {
  readonly surfaces: ReadonlyMap<string, Surfaces>;
  /** What the two panes of the Compare room show; null for what suits the compared trials. */
  readonly surfaceSides: readonly [SurfaceSource, SurfaceSource] | null;
  readonly orbit: Orbit;
  /** Classes that were switched off; null for those that hide the others. */
  readonly hiddenSurfaces: readonly number[] | null;

  /** Asks for surfaces unless they are here or on their way. */
  readonly wantSurfaces: (source: SurfaceSource) => void;
  readonly stopSurfaces: (source: SurfaceSource) => void;
  /** Forgets surfaces that were stopped or could not be had, so that they are asked for again. */
  readonly retrySurfaces: (source: SurfaceSource) => void;
  /** Frees what the view needed. */
  readonly leaveSurfaces: () => void;
  readonly chooseSide: (side: 0 | 1, source: SurfaceSource) => void;
  readonly toggleSurface: (classIndex: number) => void;
  readonly turnOrbit: (azimuth: number, elevation: number) => void;
  readonly magnifyOrbit: (factor: number) => void;
  readonly moveOrbit: (right: number, down: number) => void;
  readonly resetOrbit: () => void;
}

export const surfaceKey = (source: SurfaceSource): string =>
  source.of === "labels" ? "labels" : `trial/${source.trial}`;

export const createSurfaceSlice =
  (client: Pick<StudioApi, "surfaces">): SliceCreator<SurfaceSlice> =>
  (set, get, store) => {
    /** Of each source the drawing that counts: one that was stopped, or begun anew, says no more. */
    const running = new Map<string, symbol>();
    const put = (key: string, surfaces: Surfaces) =>
      set((state) => ({ surfaces: new Map(state.surfaces).set(key, surfaces) }));
    const forget = (isForgotten: (key: string) => boolean) => {
      for (const key of [...running.keys()].filter(isForgotten)) running.delete(key);
      set(({ surfaces }) => ({ surfaces: new Map([...surfaces].filter(([key]) => !isForgotten(key))) }));
    };

    store.subscribe(({ study, data }, before) => {
      if (data !== before.data && drawnOfData(data) !== drawnOfData(before.data)) {
        forget((key) => key === "labels");
        set({ hiddenSurfaces: null });
      }
      if (study?.spec.task === before.study?.spec.task) return;
      forget((key) => key !== "labels");
      set({ surfaceSides: null });
    });

    return {
      surfaces: new Map(),
      surfaceSides: null,
      orbit: FIRST_ORBIT,
      hiddenSurfaces: null,
      wantSurfaces(source) {
        const key = surfaceKey(source);
        if (get().surfaces.has(key)) return;
        const own = Symbol(key);
        running.set(key, own);
        put(key, { kind: "drawing", progress: null, found: [] });
        void draw(client.surfaces, source, {
          isWanted: () => running.get(key) === own,
          found: () => drawnOf(get().surfaces.get(key)),
          put: (surfaces) => put(key, surfaces),
        });
      },
      stopSurfaces(source) {
        const key = surfaceKey(source);
        running.delete(key);
        if (get().surfaces.get(key)?.kind === "drawing") put(key, { kind: "stopped" });
      },
      retrySurfaces: (source) => forget((key) => key === surfaceKey(source)),
      leaveSurfaces: () => forget(() => true),
      chooseSide: (side, source) =>
        set((state) => ({ surfaceSides: surfaceSides(state).with(side, source) as [SurfaceSource, SurfaceSource] })),
      toggleSurface: (classIndex) =>
        set((state) => {
          const hidden = hiddenSurfaces(state);
          const others = hidden.filter((other) => other !== classIndex);
          return { hiddenSurfaces: others.length < hidden.length ? others : [...hidden, classIndex] };
        }),
      turnOrbit: (azimuth, elevation) => set(({ orbit }) => ({ orbit: turned(orbit, azimuth, elevation) })),
      magnifyOrbit: (factor) => set(({ orbit }) => ({ orbit: magnified(orbit, factor) })),
      moveOrbit: (right, down) => set(({ orbit }) => ({ orbit: moved(orbit, right, down) })),
      resetOrbit: () => set({ orbit: FIRST_ORBIT }),
    };
  };

export const drawnOf = (surfaces: Surfaces | undefined): readonly ClassSurface[] =>
  surfaces && "found" in surfaces ? surfaces.found : [];

/** What the panes of the Compare room show: two of the compared trials, or the truth and one. */
export function surfaceSides({
  surfaceSides: chosen,
  compared,
}: Pick<StudioState, "surfaceSides" | "compared">): readonly [SurfaceSource, SurfaceSource] {
  if (chosen) return chosen;
  const [first, second] = compared.map((trial): SurfaceSource => ({ of: "prediction", trial }));
  const labels: SurfaceSource = { of: "labels" };
  return second ? [first!, second] : [labels, first ?? labels];
}

/** Classes that are not drawn. At first those that are not painted and those that fill much of the stack, which would hide the rest. */
export function hiddenSurfaces({
  hiddenSurfaces: chosen,
  data,
}: Pick<StudioState, "hiddenSurfaces" | "data">): readonly number[] {
  if (chosen || !data?.mapping) return chosen ?? [];
  const { mapping } = data;
  const shares = classShares(mapping);
  const painted = mapping.classes.flatMap(({ color }, index) => (color === "none" ? [] : [index]));
  const small = painted.filter((index) => shares[index]! <= LARGE_CLASS);
  const shown = small.length > 0 ? small : painted;
  return mapping.classes.flatMap((_, index) => (shown.includes(index) ? [] : [index]));
}

/** What the surfaces of the labels follow from; names and colours change none. */
const drawnOfData = (data: StudioState["data"]): string =>
  JSON.stringify([data?.labels?.hash, data?.mapping?.values, data?.voxelSizeNm]);

interface Drawing {
  readonly isWanted: () => boolean;
  readonly found: () => readonly ClassSurface[];
  readonly put: (surfaces: Surfaces) => void;
}

async function draw(
  api: StudioApi["surfaces"],
  source: SurfaceSource,
  { isWanted, found, put }: Drawing,
): Promise<void> {
  const listener = {
    progress(progress: SurfaceProgress) {
      if (isWanted()) put({ kind: "drawing", progress, found: found() });
      return isWanted();
    },
    surface(surface: ClassSurface) {
      if (isWanted()) put({ kind: "drawing", progress: null, found: [...found(), surface] });
    },
  };
  try {
    const drawn = await api.draw(source, listener);
    if (drawn && isWanted()) put({ kind: "drawn", found: found(), ...drawn });
  } catch (error) {
    if (isWanted()) put({ kind: "missing", because: toErrorRecord(error).message });
  }
}
