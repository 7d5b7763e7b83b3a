import { Check, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import type { StudioState } from "../../state/store.ts";
import { formatClock } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./StatusBar.module.css";

/** Why closing the tab would lose the open study; null where it would not. */
function riskOf({ study, live, library, data, paintedAt }: StudioState): string | null {
  const isPainted = data?.painting && paintedAt !== null;
  if (!study && isPainted && library?.isDurable === false) return "Kept until this tab closes";
  if (!study || live?.owner === "elsewhere") return null;
  const { isDurable, problem } = live?.kept ?? { isDurable: library?.isDurable ?? true, problem: null };
  if (!isDurable) return "Kept until this tab closes";
  return problem ? "Not all of it is saved" : null;
}

function savedText(savedAt: number | null, paintedAt: number | null): string {
  if (paintedAt !== null && paintedAt > (savedAt ?? 0)) return `Labels saved ${formatClock(paintedAt)}`;
  return savedAt === null ? "Nothing to save" : `Saved ${formatClock(savedAt)}`;
}

/** Whether everything is kept; where it is not, the study file is offered, and leaving is warned of. */
export function SavedNote() {
  const savedAt = useStudio(({ live }) => live?.savedAt ?? null);
  const risk = useStudio(riskOf);
  const paintedAt = useStudio(({ data, paintedAt }) => (data?.painting ? paintedAt : null));
  const isDamaged = useStudio(({ live }) => live !== null && live.damage !== null);
  const exportStudy = useStudio((state) => state.exportStudy);
  useEffect(() => {
    if (risk === null) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [risk]);
  if (risk === null) {
    return (
      <span className={classes.hint}>
        <Check aria-hidden size={12} /> {isDamaged ? "Read only" : savedText(savedAt, paintedAt)}
      </span>
    );
  }
  return (
    <span className={classes.hint}>
      <TriangleAlert aria-hidden size={12} className="warn" /> {risk}
      <button type="button" className="link" onClick={() => void exportStudy(true)}>
        Save the study file
      </button>
    </span>
  );
}
