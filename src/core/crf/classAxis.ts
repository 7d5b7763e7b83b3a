import { StudioError } from "../errors.ts";
import { shapeText, type Shape3 } from "../image/volume.ts";
import type { StoredArray } from "../image/format.ts";

/** An array of class scores as it lies beside its image: names of its axes, of which "c" counts the classes. */
export interface ScoreAxes {
  readonly axes: string;
  readonly classes: number;
}

/**
 * Which axis of an array counts classes: the one without which it is as large as the image (a single slice may have no z). Where
 * several would do, the one that the file calls channels, if it names its axes, else the last. Throws StudioError "BadInput" with
 * both sizes.
 */
export function scoreAxes(
  { shape, axes }: Pick<StoredArray, "shape" | "axes">,
  image: Shape3,
  namesAxes: boolean,
): ScoreAxes {
  const wanted = image[0] === 1 ? [image, image.slice(1)] : [image];
  const fitting = shape.flatMap((_, axis) => {
    const rest = shape.filter((__, other) => other !== axis);
    return wanted.some((each) => each.join() === rest.join()) ? [axis] : [];
  });
  const channels = fitting.find((axis) => "cs".includes(axes[axis] ?? ""));
  const axis = namesAxes && channels !== undefined ? channels : fitting.at(-1);
  if (axis === undefined || shape[axis]! < 2)
    throw new StudioError(
      "BadInput",
      `The scores are ${shapeText(shape)}, the image is ${shapeText(image)}. Scores are as large as their image and have one more axis for two classes or more, the last: [z, y, x, class].`,
    );
  const letters = "zyx".slice(4 - shape.length).split("");
  return {
    axes: shape.map((_, place) => (place === axis ? "c" : letters.shift()!)).join(""),
    classes: shape[axis]!,
  };
}
