import type { DecodedFile } from "./format.ts";
import { applyMapping, proposeMapping, type LabelMap, type LabelMapping, type MappingOptions } from "./labelMap.ts";
import { wholeLabels } from "./labelValues.ts";

/** Labels as they were opened, whole numbers, with the classes that their values stand for. */
export interface ReadLabels {
  readonly decoded: DecodedFile;
  readonly mapping: LabelMapping;
}

/** What every opened label file goes through, in page and command line. Throws StudioError "BadInput" for what cannot be class labels. */
export function readLabels(
  decoded: DecodedFile,
  options: Pick<MappingOptions, "names" | "unlabelled"> = {},
): ReadLabels {
  const { volume, notes } = wholeLabels(decoded.volume);
  const mapping = proposeMapping(volume, {
    ...options,
    isColor: decoded.isColor,
    ...(decoded.maskClasses && { known: decoded.maskClasses }),
  });
  return { decoded: { ...decoded, volume, warnings: [...decoded.warnings, ...notes] }, mapping };
}

/** The classes of each voxel. */
export const labelMapOf = ({ decoded, mapping }: ReadLabels): LabelMap => applyMapping(decoded.volume, mapping);
