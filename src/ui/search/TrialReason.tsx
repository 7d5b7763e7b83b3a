import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { endText } from "../../state/leaderboard.ts";

/** Why a trial was tried, and how it ended where that is not plain. */
export function TrialReason({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const ended = endText(study, trial);
  return (
    <>
      <p className="t2" style={{ textWrap: "pretty" }}>
        {trial.reason.text}
      </p>
      {ended !== null && <p className="t2">{ended}</p>}
      {"error" in trial && <p className="bad">{trial.error.message}</p>}
    </>
  );
}
