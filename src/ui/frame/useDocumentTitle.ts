import { useEffect } from "react";
import { isRunning, roomSummary } from "../../state/roomSummary.ts";
import { useStudio } from "../studioContext.ts";

/** The progress of a running search in the title, so that it is seen from another tab. */
export function useDocumentTitle(): void {
  const title = useStudio((state) => (isRunning(state) ? `${roomSummary(state, "search")} · Cristae` : "Cristae"));
  useEffect(() => {
    document.title = title;
  }, [title]);
}
