import type { OutputLoss } from "./phases.ts";

/** What a text of losses may be. */
export const LOSSES_PATTERN = String.raw`^\s*([\w-]+\s+\d+(\.\d+)?(\s*,\s*[\w-]+\s+\d+(\.\d+)?)*)?\s*$`;
/** What a text of paths may be. */
export const PATHS_PATTERN = String.raw`^\s*([\w-]+(/[\w-]+)*(\s*,\s*[\w-]+(/[\w-]+)*)*)?\s*$`;

const parts = (text: string): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** "main 1, slices 0.33". */
export const lossesText = (losses: readonly OutputLoss[] = []): string =>
  losses.map(({ output, weight }) => `${output} ${weight}`).join(", ");

/** The losses of a text; an output keeps the loss it has among those held. */
export const parseLosses = (text: string, held: readonly OutputLoss[] = []): readonly OutputLoss[] =>
  parts(text).map((part) => {
    const [output, weight] = part.split(/\s+/) as [string, string];
    return { ...held.find((loss) => loss.output === output), output, weight: Number(weight) };
  });

/** "slices, volume/path0". */
export const pathsText = (paths: readonly string[] = []): string => paths.join(", ");

export const parsePaths = parts;
