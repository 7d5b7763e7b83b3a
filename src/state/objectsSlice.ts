import { boundaryClassOf } from "../core/image/objects/boundaryClass.ts";
import { toErrorRecord } from "../core/errors.ts";
import type { ClassObjectRules, ClassObjects } from "../core/image/objects/classObjects.ts";
import type { Plane } from "../core/image/plane.ts";
import type { ObjectProgress, StudioApi, SurfaceSource } from "../worker/studioApi.ts";
import type { SliceCreator, StudioState } from "./store.ts";
import { MAX_ZOOM } from "./viewSlice.ts";

export type MeasuredClassObject = ClassObjects["measured"][number];

export type ObjectsOf =
  | { readonly kind: "finding"; readonly progress: ObjectProgress | null }
  | ({ readonly kind: "found"; readonly source: SurfaceSource } & ClassObjects)
  | { readonly kind: "missing"; readonly because: string };

/** The objects of labels or of a prediction: how they are to be found, which they are, and which of them is looked at. */
export interface ObjectsSlice {
  /** Whether their panel stands beside the image. */
  readonly isObjectsOpen: boolean;
  readonly objectSource: SurfaceSource;
  /** Null for all that are painted. */
  readonly objectClasses: readonly number[] | null;
  readonly objectRules: Omit<ClassObjectRules, "classes">;
  /** Null before any were asked for, and after what they were found in has changed. */
  readonly objects: ObjectsOf | null;
  readonly shownObject: MeasuredClassObject | null;

  readonly openObjects: (source: SurfaceSource) => void;
  readonly closeObjects: () => void;
  readonly chooseObjectSource: (source: SurfaceSource) => void;
  readonly chooseObjectClasses: (classes: readonly number[]) => void;
  readonly setObjectRules: (change: Partial<ObjectsSlice["objectRules"]>) => void;
  readonly findObjects: () => Promise<void>;
  readonly stopObjects: () => Promise<void>;
  /** Goes to the middle of an object and marks it. */
  readonly showObject: (object: MeasuredClassObject) => void;
}

/** How far the distance must fall between two objects that touch, in voxels. */
export const TOUCHING_HEIGHT = 1;

const FIRST_RULES: ObjectsSlice["objectRules"] = {
  parting: { by: "nothing", neighbours: "faces" },
  minimum: 10,
  fillHoles: false,
  sliceBySlice: false,
};

export const createObjectsSlice =
  (client: Pick<StudioApi, "objects">): SliceCreator<ObjectsSlice> =>
  (set, get, store) => {
    const forget = () => set({ objects: null, shownObject: null });
    /** What is under way counts until another is asked for, or what it is found in has changed. */
    let current = Symbol("objects");
    const drop = () => {
      current = Symbol("objects");
      forget();
      void client.objects.stop();
    };

    store.subscribe((state, before) => {
      if (state.study?.spec.task !== before.study?.spec.task) {
        if (state.objectSource.of === "prediction") set({ isObjectsOpen: false, objectSource: { of: "labels" } });
        if (state.objects) drop();
      } else if (state.objects && state.data !== before.data && stackOf(state) !== stackOf(before)) drop();
      if (state.data?.image?.hash !== before.data?.image?.hash) set({ objectClasses: null });
    });

    return {
      isObjectsOpen: false,
      objectSource: { of: "labels" },
      objectClasses: null,
      objectRules: FIRST_RULES,
      objects: null,
      shownObject: null,
      openObjects(source) {
        get().chooseObjectSource(source);
        set(({ data, objectRules }) => ({ isObjectsOpen: true, objectRules: withBoundary(objectRules, data) }));
      },
      closeObjects() {
        set({ isObjectsOpen: false, shownObject: null });
        if (get().objects?.kind === "finding") drop();
      },
      chooseObjectSource(objectSource) {
        if (JSON.stringify(objectSource) === JSON.stringify(get().objectSource)) return;
        const { parting } = get().objectRules;
        set({ objectSource });
        if (objectSource.of === "labels" && parting.by === "boundary")
          get().setObjectRules({ parting: FIRST_RULES.parting });
        if (get().objects) drop();
      },
      chooseObjectClasses: (objectClasses) => set({ objectClasses }),
      setObjectRules: (change) => set(({ objectRules }) => ({ objectRules: { ...objectRules, ...change } })),
      async findObjects() {
        const own = (current = Symbol("objects"));
        const { objectSource: source, objectRules } = get();
        const put = (objects: ObjectsOf | null) => current === own && set({ objects });
        set({ objects: { kind: "finding", progress: null }, shownObject: null });
        try {
          const listener = { progress: (progress: ObjectProgress) => void put({ kind: "finding", progress }) };
          const found = await client.objects.find(source, { ...objectRules, classes: objectClasses(get()) }, listener);
          put(found && { kind: "found", source, ...found });
        } catch (error) {
          put({ kind: "missing", because: toErrorRecord(error).message });
        }
      },
      async stopObjects() {
        current = Symbol("objects");
        forget();
        await client.objects.stop();
      },
      showObject(object) {
        const [z, y, x] = object.from.map((from, axis) => Math.floor((from + object.to[axis]! - 1) / 2)) as [
          number,
          number,
          number,
        ];
        if (get().stackView === "surfaces") get().showAs("plane");
        get().goToVoxel([z, y, x]);
        const { plane, zoom, fittedZoom } = get();
        const near = Math.min(MAX_ZOOM, Math.max(zoom === "fit" ? 0 : zoom, fittedZoom * 2));
        const spot = objectRect(object, plane);
        set({ shownObject: object, zoom: near, center: [(spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2] });
      },
    };
  };

/** Classes whose objects are looked for. */
export function objectClasses({
  objectClasses: chosen,
  data,
}: Pick<StudioState, "objectClasses" | "data">): readonly number[] {
  const classes = data?.mapping?.classes ?? [];
  if (chosen) return chosen.filter((index) => index < classes.length);
  return classes.flatMap(({ color, parts }, index) => (color === "none" || parts !== undefined ? [] : [index]));
}

/** Where a class of boundaries was drawn or learnt it parts objects, unless somebody chose another way; where there is none it cannot. */
function withBoundary(rules: ObjectsSlice["objectRules"], data: StudioState["data"]): ObjectsSlice["objectRules"] {
  const boundary = boundaryClassOf(data?.mapping?.classes ?? []);
  const isFirst = JSON.stringify(rules.parting) === JSON.stringify(FIRST_RULES.parting);
  if (boundary && (isFirst || rules.parting.by === "boundaryClass"))
    return { ...rules, parting: { by: "boundaryClass", boundary } };
  return !boundary && rules.parting.by === "boundaryClass" ? { ...rules, parting: FIRST_RULES.parting } : rules;
}

/** Where the box of an object lies in a plane, in its pixels. */
export function objectRect({ from, to }: Pick<MeasuredClassObject, "from" | "to">, plane: Plane) {
  const [columns, rows] = ({ xy: [2, 1], xz: [2, 0], yz: [0, 1] } as const)[plane];
  return { left: from[columns], right: to[columns], top: from[rows], bottom: to[rows] };
}

/** What objects of labels follow from; names and colours change none. */
const stackOf = ({ data }: Pick<StudioState, "data">): string =>
  JSON.stringify([
    data?.image?.hash,
    data?.labels?.hash,
    data?.painting?.revision,
    data?.mapping?.values,
    data?.voxelSizeNm,
  ]);
