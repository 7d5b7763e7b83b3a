import type { OwnFacts } from "../../catalog/networkFormats/onnx/readModel.ts";
import { StudioError } from "../../core/errors.ts";
import type { Meaning } from "./meaning.ts";

/** What was found out about a network of an ONNX file. */
export interface OnnxFacts {
  readonly dimension: 2 | 3;
  /** Of its output; null for one that gives numbers of classes, 1 for one that gives the foreground. */
  readonly channels: number | null;
  readonly meaning: Meaning;
  /** What the file says of itself where the studio wrote it. */
  readonly own: OwnFacts | null;
  readonly runtime: string;
}

/** Throws StudioError "BadInput" where the output of a network cannot be read as so many classes. */
export function checkClassesOf(
  { channels }: Pick<OnnxFacts, "channels">,
  classes: number,
  order: readonly number[] | undefined,
): void {
  if (order?.some((index) => !Number.isInteger(index) || index < 0 || index >= classes))
    throw new StudioError("BadInput", `Classes are numbered 0 to ${classes - 1}; ${order.join(", ")} was named.`);
  if (channels === null) return;
  const named = order?.length ?? (channels === 1 ? 1 : classes);
  if (channels === 1 && classes !== 2)
    throw new StudioError(
      "BadInput",
      `This network gives one channel, foreground against background, and there are ${classes} classes; a network of ${classes} channels is needed.`,
    );
  if (named !== channels)
    throw new StudioError(
      "BadInput",
      order
        ? `This network gives ${channels} channels, and ${named} classes were named for them; name one for each channel.`
        : `This network gives ${channels} channels, and there are ${classes} classes. Name the class that each of its channels stands for.`,
    );
}
