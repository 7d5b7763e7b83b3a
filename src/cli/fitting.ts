import { fitsIntensity, robustIntensity, type Intensity } from "../core/image/intensity.ts";
import { wholeStack } from "../core/image/tiledPrediction.ts";
import type { Volume } from "../core/image/volume.ts";

/** What a network was trained on. */
interface Trained {
  readonly intensity: Intensity;
  readonly voxelSizeNm: Volume["voxelSizeNm"];
}

/** How far a voxel's side may be from that of the training, as a factor. */
const FAR_VOXELS = 1.25;

/** Grey values by which an image is normalised, and sentences on what of it is not as in the training. */
export function fitTo(
  trained: Trained,
  volume: Volume,
  { image, matchIntensity }: { readonly image: string; readonly matchIntensity: boolean },
): { readonly intensity: Intensity; readonly warnings: readonly string[] } {
  const found = robustIntensity(volume, [wholeStack(volume.shape)]);
  const warnings: string[] = [];
  const [own, known] = [volume.voxelSizeNm, trained.voxelSizeNm];
  if (own && known && own.some((side, axis) => Math.max(side / known[axis]!, known[axis]! / side) > FAR_VOXELS)) {
    warnings.push(
      `The voxels of ${image} are ${sizeText(own)} nm, those of the training were ${sizeText(known)} nm: what the network looks for has another size here.`,
    );
  }
  const { intensity } = trained;
  if (matchIntensity || intensity.isPerSubject) return { intensity: found, warnings };
  if (!fitsIntensity(intensity, found))
    warnings.push(
      `The grey values of ${image} (mean ${figure(found.mean)}, deviation ${figure(found.deviation)}) are not those of the training (mean ${figure(intensity.mean)}, deviation ${figure(intensity.deviation)}): the prediction may mean nothing. Bring them over with --match-intensity.`,
    );
  return { intensity, warnings };
}

const sizeText = (size: readonly number[]): string => size.map(figure).join(" × ");
const figure = (value: number): string => String(Number(value.toPrecision(4)));
