import { driver } from "driver.js";
import "driver.js/dist/driver.css";
import "./tour.css";

/** Six steps over the page as it is; each can be left by Esc. */
export function startTour(): void {
  const step = (element: string, title: string, description: string) => ({ element, popover: { title, description } });
  driver({
    showProgress: true,
    progressText: "{{current}} of {{total}}",
    nextBtnText: "Next",
    prevBtnText: "Back",
    doneBtnText: "Done",
    animate: false,
    steps: [
      step(
        "[data-tour=data]",
        "Data",
        "Open a stack with its labels, or a sample. You say what each label value means, and which slices are trained on.",
      ),
      step(
        "[data-tour=space]",
        "Space",
        "Set the ranges from which networks are made. You see at once how many there are and what they cost.",
      ),
      step(
        "[data-tour=search]",
        "Search",
        "Networks are trained here, in this tab. A table and curves show each one while it learns, and why it was tried.",
      ),
      step(
        "[data-tour=compare]",
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
