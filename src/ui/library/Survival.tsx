import { useStudio } from "../studioContext.ts";

/** What becomes of a study when the tab is closed, in the middle of a sentence. */
export function Survival() {
  const isDurable = useStudio(({ library }) => library?.isDurable ?? true);
  return isDurable
    ? "survives a closed tab"
    : "is kept until this tab closes, as this browser gives the page no storage here; its file can be exported";
}
