import type { StudioState } from "../../state/store.ts";
import { saveFile } from "../saveFile.ts";
import { drawFigure } from "./drawFigure.ts";
import { figureFacts, type PaneSnapshots } from "./figureFacts.ts";

/** The view as a PNG with letters, scale bar, legend and caption, and the same facts as JSON. */
export async function exportFigure(state: StudioState, snapshots: PaneSnapshots): Promise<void> {
  const facts = figureFacts(state, snapshots);
  const png = await drawFigure(state, [...snapshots.values()], facts.caption);
  const name = `figure-slice-${state.slice}`;
  saveFile(`${name}.png`, new Uint8Array(await png.arrayBuffer()), "image/png");
  saveFile(`${name}.json`, new TextEncoder().encode(JSON.stringify(facts, null, 2)), "application/json");
  state.notify(`Saved ${name}.png and ${name}.json`);
}
