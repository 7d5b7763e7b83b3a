import { StudioError } from "../errors.ts";
import { weightPath } from "./learning.ts";
import type { NetworkAnalysis } from "./analysis.ts";

/**
 * Paths of a network's weights that patterns name: `*` stands for anything within a name, `**` for anything below. Throws StudioError
 * "BadInput" for a pattern that names none, with what there is.
 */
export function weightPathsOf(
  { nodes }: Pick<NetworkAnalysis, "nodes">,
  patterns: readonly string[],
): readonly string[] {
  const paths = [...new Set(nodes.filter(({ weights }) => weights.length > 0).map(({ node }) => weightPath(node)))];
  const named = patterns.map((pattern) => {
    const matches = matcherOf(pattern);
    const found = paths.filter((path) => matches.test(path));
    if (found.length === 0)
      throw new StudioError(
        "BadInput",
        `No weights of this network are called "${pattern}"; they are ${[...new Set(paths.map((path) => path.split("/")[0]))].join(", ")}${paths.some((path) => path.includes("/")) ? ", each with what is below it" : ""}.`,
      );
    return found;
  });
  return [...new Set(named.flat())];
}

/** A path of its own names all that is below it, too. */
const matcherOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split(/(\/\*\*$|\*\*|\*)/)
      .map((piece) => GLOBS[piece] ?? piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join("")}(/.*)?$`,
  );

const GLOBS: Readonly<Record<string, string>> = { "/**": "", "**": ".*", "*": "[^/]*" };
