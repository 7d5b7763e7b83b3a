import type { CompareMode } from "./compareSlice.ts";
import type { PaneContent } from "./panes.ts";

/** What is painted over the image of a pane. `against` is the trial it is compared with, null for the truth. */
export type Look =
  | { readonly kind: "image" | "truth" }
  | { readonly kind: "prediction" | "probability" | "uncertainty" | "errors"; readonly trial: number }
  | { readonly kind: "difference"; readonly trial: number; readonly against: number };

export interface PaneLooks {
  readonly main: Look;
  /** What is right of the curtain, where there is one. */
  readonly behind: Look | null;
}

export interface LookInput {
  readonly mode: CompareMode;
  readonly compared: readonly number[];
  readonly isTruthHeld: boolean;
  /** True in every other beat of blinking. */
  readonly isBlinked: boolean;
}

/** How the mode changes what a pane shows. Only panes of predictions are changed; a mode that needs a second trial takes the first other one, else the truth. */
export function paneLooks(content: PaneContent, { mode, compared, isTruthHeld, isBlinked }: LookInput): PaneLooks {
  if (content.kind === "image" || content.kind === "truth") return { main: content, behind: null };
  if (isTruthHeld) return { main: { kind: "truth" }, behind: null };
  if (content.kind !== "prediction") return { main: content, behind: null };
  const other = compared.find((trial) => trial !== content.trial) ?? null;
  const second: Look = other === null ? { kind: "truth" } : { kind: "prediction", trial: other };
  switch (mode) {
    case "side":
      return { main: content, behind: null };
    case "curtain":
      return { main: content, behind: second };
    case "blink":
      return { main: isBlinked ? second : content, behind: null };
    case "difference":
      return {
        main:
          other === null
            ? { kind: "errors", trial: content.trial }
            : { kind: "difference", trial: content.trial, against: other },
        behind: null,
      };
    case "errors":
      return { main: { kind: "errors", trial: content.trial }, behind: null };
    default:
      return mode satisfies never;
  }
}
