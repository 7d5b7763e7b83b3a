import { driver } from "driver.js";
import "driver.js/dist/driver.css";
import type { Room } from "../../state/frameSlice.ts";
import type { StudioStore } from "../../state/store.ts";
import "./tour.css";

/** Light enough to see the room that a step tells of. */
const SHADE = 0.45;

/** Six steps; those of a room enter it. Where nothing is open the finished search is, so that rooms have something in them. Each can be left by Esc. */
export async function startTour({ getState: state }: StudioStore): Promise<void> {
  if (state().data === null && state().study === null) await state().openFinished();
  const step = (element: string, title: string, description: string) => ({ element, popover: { title, description } });
  const inRoom = (room: Room, title: string, description: string) => ({
    ...step(`[data-tour=${room}]`, title, description),
    onHighlightStarted: () => state().openRoom(room),
  });
  driver({
    showProgress: true,
    progressText: "{{current}} of {{total}}",
    nextBtnText: "Next",
    prevBtnText: "Back",
    doneBtnText: "Done",
    animate: false,
    overlayOpacity: SHADE,
    steps: [
      inRoom(
        "data",
        "Data",
        "Open a stack with its labels, or a sample. You say what each label value means, and which slices are trained on.",
      ),
      inRoom(
        "space",
        "Space",
        "Set the ranges from which networks are made. You see at once how many there are and what they cost.",
      ),
      inRoom(
        "search",
        "Search",
        "Networks are trained here, in this tab. A table and curves show each one while it learns, and why it was tried.",
      ),
      inRoom(
        "compare",
        "Compare",
        "Lay predictions beside the truth and beside each other, and go from one disagreement to the next.",
      ),
      step(
        "[data-tour=study]",
        "Studies",
        "Everything is kept in this browser as it happens. A study is exported as one file and opened elsewhere.",
      ),
      step(
        "[data-tour=help]",
        "Keys",
        "Every control has a key. Press ? for the list of those that work where you are.",
      ),
    ],
  }).drive();
}
