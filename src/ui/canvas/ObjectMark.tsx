import { objectRect } from "../../state/objectsSlice.ts";
import { planeIndex } from "../../state/viewSlice.ts";
import { useStudio } from "../studioContext.ts";
import { CornerMark } from "./CornerMark.tsx";
import type { Frame } from "./viewTransform.ts";

/** The box of the object that is looked at, where the shown plane goes through it. */
export function ObjectMark({ frame }: { readonly frame: Frame }) {
  const plane = useStudio((state) => state.plane);
  const index = useStudio(planeIndex);
  const object = useStudio((state) => state.shownObject);
  const axis = { xy: 0, xz: 1, yz: 2 }[plane];
  if (!object || index < object.from[axis]! || index >= object.to[axis]!) return null;
  return <CornerMark box={objectRect(object, plane)} frame={frame} />;
}
