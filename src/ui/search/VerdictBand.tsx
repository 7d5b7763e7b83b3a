import { Button } from "@mantine/core";
import { CircleCheck, CircleHelp } from "lucide-react";
import { memo, useMemo } from "react";
import { headlineOf } from "../../catalog/metrics/index.ts";
import type { NextStep } from "../../core/judging/verdict/nextStep.ts";
import type { VerdictKind } from "../../core/judging/verdict/told.ts";
import { verdictOf } from "../../core/judging/verdict/verdict.ts";
import type { Study } from "../../core/study/study.ts";
import { canGoOn } from "../../state/studySlice.ts";
import { formatDuration } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./search.module.css";

const SETTLED: readonly VerdictKind[] = ["better", "notWorse", "worse"];

/** What the study's scores allow to be said, what that rests on, and the one thing that would settle it; shown when nothing runs. */
export const VerdictBand = memo(function VerdictBand({ study }: { readonly study: Study | null }) {
  const isIdle = useStudio(({ live }) => live === null || live.state === "idle");
  const verdict = useMemo(() => (study && isIdle ? verdictOf(study, headlineOf(study)) : null), [study, isIdle]);
  if (!verdict) return null;
  const isSettled = SETTLED.includes(verdict.kind);
  const Icon = isSettled ? CircleCheck : CircleHelp;
  return (
    <section className={classes.verdict} aria-label="Verdict" data-settled={isSettled || undefined}>
      <Icon aria-hidden />
      <div>
        <h2>{verdict.sentence}</h2>
        <p className="t2">{verdict.evidence}</p>
      </div>
      {verdict.next && <NextButton next={verdict.next} />}
    </section>
  );
});

/** Nothing while the plan has work left: that comes first. */
function NextButton({ next }: { readonly next: NextStep }) {
  const hasWork = useStudio(canGoOn);
  const isElsewhere = useStudio(({ live }) => live?.owner === "elsewhere");
  const slots = useStudio(({ live }) => Math.max(1, live?.slots ?? 1));
  const editStages = useStudio((state) => state.editStages);
  const resumeStudy = useStudio((state) => state.resumeStudy);
  const wishTest = useStudio((state) => state.wishTest);
  const isTestOpened = useStudio(({ study }) => study?.isTestOpened ?? false);
  if (hasWork || isElsewhere) return null;
  const take = async () => {
    if (next.opensTest && !isTestOpened) {
      wishTest(next.edits);
      return;
    }
    for (const edit of next.edits) await editStages(edit);
    await resumeStudy();
  };
  return (
    <Button variant="filled" onClick={() => void take()}>
      {next.words}
      {next.seconds !== null && `, ${formatDuration(next.seconds / slots)}`}
    </Button>
  );
}
