import { expect, test } from "vitest";
import { newStudy, toySpec } from "../../testing/toyStudy.ts";
import { applyEvent, type Study } from "./study.ts";
import { type StudyEvent } from "./events.ts";
import type { Outcome } from "./trial.ts";
import { whyNoneFinished } from "./whyNoneFinished.ts";

const tooLarge = (bytes: string): Outcome => ({ status: "outOfMemory", because: `needs ${bytes}, the cap is 1 MB` });
const diverged: Outcome = {
  status: "failed",
  error: { name: "NotANumber", message: "The loss became NaN at step 3." },
};

/** Trials of 2 MB, 3 MB, 4 MB ... that ended so. */
function ended(...outcomes: readonly Outcome[]) {
  const events = outcomes.flatMap((outcome, trial): readonly StudyEvent[] => [
    {
      type: "trialAsked",
      trial,
      stage: 0,
      label: String(trial),
      architecture: { kind: "genotype", genotype: null },
      key: String(trial),
      reason: { text: "" },
      cost: { parameters: 1, multiplyAdds: 1, trainingBytes: (trial + 2) * 1e6 },
      isPinned: false,
    },
    { type: "trialEnded", trial, outcome, seconds: 0 },
  ]);
  return events
    .reduce<Study>((study, event) => applyEvent(study, event), newStudy(toySpec()))
    .trials.filter(() => true);
}

test("the reason that most share comes first, with what would help", () => {
  expect(whyNoneFinished(ended(tooLarge("2.0 MB"), tooLarge("3.0 MB")))).toBe(
    "None of the 2 networks finished; all need too much memory: needs 2.0 MB, the cap is 1 MB. The smallest needs 2.0 MB: raise the memory cap to that, or choose a smaller patch, batch or space.",
  );
  expect(whyNoneFinished(ended(diverged, tooLarge("3.0 MB"), diverged))).toBe(
    "None of the 3 networks finished; 2 failed: The loss became NaN at step 3. Lower the learning rate. The others: 1 needs too much memory.",
  );
  expect(whyNoneFinished(ended(diverged))).toBe(
    "The only network did not finish: it failed: The loss became NaN at step 3. Lower the learning rate.",
  );
  expect(whyNoneFinished([])).toBe("No network was asked for.");
});
