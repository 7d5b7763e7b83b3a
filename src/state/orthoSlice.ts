import type { Plane } from "../core/image/plane.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import { followPlane, planeWish, type ShownPlane } from "./followPlane.ts";
import type { SliceCreator, StudioState } from "./store.ts";

export const PLANES: readonly Plane[] = ["xy", "xz", "yz"];

/** How a stack is looked at: one plane, three that meet, or the surfaces of its classes. */
export type StackView = "plane" | "planes" | "surfaces";

export type Voxel = readonly [z: number, y: number, x: number];

/** The three planes through one voxel, shown together: the cross-hair is where the slice, the row and the column meet. */
export interface OrthoSlice {
  readonly stackView: StackView;
  readonly orthoPlanes: Readonly<Record<Plane, ShownPlane | null>>;
  /** The trial whose prediction the planes show in the Compare room; null for the first one compared. */
  readonly orthoTrial: number | null;

  readonly showAs: (stackView: StackView) => void;
  readonly chooseOrthoTrial: (trial: number) => void;
  /** Takes the cross-hair to a voxel, kept within the stack. */
  readonly goToVoxel: (voxel: Voxel) => void;
}

export const createOrthoSlice =
  (client: Pick<StudioApi, "data">): SliceCreator<OrthoSlice> =>
  (set, get, store) => {
    for (const plane of PLANES) {
      followPlane(store, {
        wish: (state) =>
          state.stackView === "planes" ? planeWish(state, plane, placeIn(plane, crossHair(state))) : null,
        fetch: (of, index) => client.data.plane(of, index),
        shown: (state) => state.orthoPlanes[plane],
        show: (shown) => set(({ orthoPlanes }) => ({ orthoPlanes: { ...orthoPlanes, [plane]: shown } })),
      });
    }
    return {
      stackView: "plane",
      orthoPlanes: { xy: null, xz: null, yz: null },
      orthoTrial: null,
      showAs: (stackView) => {
        get().forgetPainted();
        set({
          stackView,
          ...(stackView === "planes" && { plane: "xy" as const, zoom: "fit" as const, center: null, hover: null }),
        });
      },
      chooseOrthoTrial: (orthoTrial) => set({ orthoTrial }),
      goToVoxel(voxel) {
        const shape = get().data?.image?.shape;
        if (!shape) return;
        const [slice, xz, yz] = voxel.map((place, axis) =>
          Math.min(shape[axis]! - 1, Math.max(0, Math.round(place))),
        ) as [number, number, number];
        set({ slice, cut: { xz, yz } });
      },
    };
  };

/** How the stack can be looked at now: a single section has one plane, and without labels there are no surfaces. */
export function shownView({ stackView, data }: Pick<StudioState, "stackView" | "data">): StackView {
  const isFlat = (data?.image?.shape[0] ?? 1) === 1;
  return isFlat || (stackView === "surfaces" && !data?.mapping) ? "plane" : stackView;
}

/** The voxel through which the three planes are cut. */
export const crossHair = ({ slice, cut }: Pick<StudioState, "slice" | "cut">): Voxel => [slice, cut.xz, cut.yz];

/** Which plane along its own axis goes through a voxel. */
export const placeIn = (plane: Plane, [z, y, x]: Voxel): number => ({ xy: z, xz: y, yz: x })[plane];

/** Column and row of a voxel in a plane through it. */
export const spotIn = (plane: Plane, [z, y, x]: Voxel): { readonly x: number; readonly y: number } =>
  ({ xy: { x, y }, xz: { x, y: z }, yz: { x: z, y } })[plane];

/** The voxel at a column and row of the plane through another one. */
export function voxelAt(plane: Plane, spot: { readonly x: number; readonly y: number }, [z, y, x]: Voxel): Voxel {
  switch (plane) {
    case "xy":
      return [z, spot.y, spot.x];
    case "xz":
      return [spot.y, y, spot.x];
    case "yz":
      return [spot.x, spot.y, x];
    default:
      return plane satisfies never;
  }
}

/** The next voxel across a plane. */
export const steppedAcross = (plane: Plane, [z, y, x]: Voxel, by: number): Voxel =>
  (({ xy: [z + by, y, x], xz: [z, y + by, x], yz: [z, y, x + by] }) as const)[plane];
