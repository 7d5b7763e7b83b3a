import { figureRecipe } from "../../../state/figureSlice.ts";
import type { StudioState } from "../../../state/store.ts";
import { saveFile } from "../../saveFile.ts";
import type { ComposedFigure } from "./composeFigure.ts";
import { figureFacts } from "./figureFacts.ts";
import { figureFile, type FigureFormat } from "./figureFiles.ts";
import { readFigure } from "./readFigure.ts";

interface Wish {
  readonly format: FigureFormat;
  /** Whether scores and all else that is shown comes as JSON, too. */
  readonly hasNumbers: boolean;
}

/** The figure as a file, from which it can be opened again. */
export async function saveFigure(
  state: StudioState,
  { figure, caption, panels }: ComposedFigure,
  { format, hasNumbers }: Wish,
): Promise<void> {
  const { bytes, type, notes } = await figureFile(format, figure, JSON.stringify(figureRecipe(state)));
  const name = `figure-slice-${state.slice}`;
  saveFile(`${name}.${format}`, bytes, type);
  if (hasNumbers) {
    const facts = JSON.stringify(figureFacts(state, caption, panels), null, 2);
    saveFile(`${name}.json`, new TextEncoder().encode(facts), "application/json");
  }
  state.notify(`Saved ${name}.${format}${hasNumbers ? ` and ${name}.json` : ""}`);
  for (const note of notes) state.notify(note);
}

/** Shows what a saved figure shows. */
export async function openFigureFile(state: StudioState, file: File): Promise<void> {
  state.takeFigure(await readFigure(new Uint8Array(await file.arrayBuffer()), file.name));
}
