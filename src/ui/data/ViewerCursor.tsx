import { UNLABELLED } from "../../core/image/labelMap.ts";
import type { ShownPlane } from "../../state/followPlane.ts";
import { CursorMark } from "../canvas/CursorMark.tsx";
import type { Frame } from "../canvas/viewTransform.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { formatNumber } from "../format.ts";
import { useStudio } from "../studioContext.ts";

/** Cross and tag at the voxel under the cursor. */
export function ViewerCursor({ frame, shown }: { readonly frame: Frame; readonly shown: ShownPlane }) {
  const hover = useStudio((state) => state.hover);
  const classInfos = useStudio(({ data }) => data?.mapping?.classes ?? null);
  if (!hover) return null;
  const at = hover.y * shown.width + hover.x;
  const label = shown.labels?.[at];
  const classInfo = label === undefined ? null : (classInfos?.[label] ?? null);
  return (
    <CursorMark at={hover} frame={frame}>
      {classInfo && <ClassSwatch color={classInfo.color} />}
      {label === UNLABELLED ? "unlabelled" : classInfo?.name}
      <span style={{ opacity: 0.75 }}>{formatNumber(shown.image[at] ?? 0)}</span>
    </CursorMark>
  );
}
