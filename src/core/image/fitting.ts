import { fitsIntensity, type Intensity } from "./intensity.ts";
import type { Volume } from "./volume.ts";

/** What a network was trained on, or is to see. */
interface Trained {
  readonly intensity: Intensity;
  readonly voxelSizeNm: Volume["voxelSizeNm"];
}

/** How far a voxel's side may be from that of the training, as a factor. */
const FAR_VOXELS = 1.25;

export interface FitWish {
  /** How sentences call the image. */
  readonly image: string;
  /** Bring its mean and deviation to those of the training. */
  readonly matchIntensity: boolean;
  /** A sentence that says how that is asked for. */
  readonly howToMatch: string;
}

/** What a network makes of an image that it was not trained on. */
export interface Fit {
  /** By which the image is normalised. */
  readonly intensity: Intensity;
  /** Sentences on what of it is not as in the training. */
  readonly warnings: readonly string[];
  /** Whether its grey values are those of the training, however they are normalised. */
  readonly isGreyAlike: boolean;
}

/** How an image that was not trained on is put to a network, by its own grey values and the size of its voxels. */
export function fitTo(
  trained: Trained,
  { intensity: found, voxelSizeNm: own }: Trained,
  { image, matchIntensity, howToMatch }: FitWish,
): Fit {
  const warnings: string[] = [];
  const known = trained.voxelSizeNm;
  if (own && known && own.some((side, axis) => Math.max(side / known[axis]!, known[axis]! / side) > FAR_VOXELS)) {
    warnings.push(
      `The voxels of ${image} are ${sizeText(own)} nm, those of the training were ${sizeText(known)} nm: what the network looks for has another size here.`,
    );
  }
  const { intensity } = trained;
  const isGreyAlike = intensity.isPerSubject === true || fitsIntensity(intensity, found);
  if (matchIntensity || intensity.isPerSubject) return { intensity: found, warnings, isGreyAlike };
  if (!isGreyAlike)
    warnings.push(
      `The grey values of ${image} (mean ${figure(found.mean)}, deviation ${figure(found.deviation)}) are not those of the training (mean ${figure(intensity.mean)}, deviation ${figure(intensity.deviation)}): the prediction may mean nothing. ${howToMatch}`,
    );
  return { intensity, warnings, isGreyAlike };
}

const sizeText = (size: readonly number[]): string => size.map(figure).join(" × ");
const figure = (value: number): string => String(Number(value.toPrecision(4)));
