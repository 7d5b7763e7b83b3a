import { UNLABELLED } from "../../core/image/labelMap.ts";
import { formatNumber } from "../format.ts";
import { useStudio } from "../studioContext.ts";

/** "z 12, y 431, x 377 · 22 874 · Alpha granule" of the voxel under the cursor. */
export function useReadout(): string {
  return useStudio(({ hover, shownPlane, data }) => {
    if (!hover || !shownPlane) return "";
    const { plane, index, width, image, labels } = shownPlane;
    const at = hover.y * width + hover.x;
    const value = image[at];
    if (value === undefined) return "";
    const [z, y, x] = { xy: [index, hover.y, hover.x], xz: [hover.y, index, hover.x], yz: [hover.x, hover.y, index] }[
      plane
    ];
    const label = labels?.[at];
    const name = label === undefined ? null : label === UNLABELLED ? "unlabelled" : data?.mapping?.classes[label]?.name;
    return [`z ${z}, y ${y}, x ${x}`, formatNumber(value), name].filter(Boolean).join(" · ");
  });
}
