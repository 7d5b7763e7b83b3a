import { expect, test } from "vitest";
import { createStopper } from "../core/run/signal.ts";
import { createMemoryFileStore } from "../storage/memoryFileStore.ts";
import { openStudyFolder } from "../storage/studyFolder.ts";
import { newStudy, toyEvaluator, toySpec } from "../testing/toyStudy.ts";
import { startSession } from "./session.ts";

test("weights that were written before their trial ended outlive the end of another", async () => {
  const folder = openStudyFolder(createMemoryFileStore(), "study");
  const spec = toySpec({ trials: 2 });
  await folder.log.append([{ type: "studyCreated", spec }]);
  const otherEnded = createStopper();
  const toy = toyEvaluator();
  const evaluator = {
    ...toy,
    slots: 2,
    async evaluate(...[candidate, hooks, signal]: Parameters<typeof toy.evaluate>) {
      const evaluation = await toy.evaluate(candidate, hooks, signal);
      await folder.writeWeights(candidate.trial, Uint8Array.of(candidate.trial));
      // As one whose score is looked at again before it is believed.
      if (candidate.trial === 0)
        await new Promise<void>((resolve) => otherEnded.signal.addEventListener("abort", resolve));
      return evaluation;
    },
  };
  const run = startSession(newStudy(spec), folder, evaluator, {
    interrupt: createStopper().signal,
    onEvent: (event) => {
      if (event.type === "trialEnded" && event.trial === 1) setTimeout(() => otherEnded.stop("it ended"), 20);
    },
  });
  const study = await run.done;
  expect(study.trials.map(({ status }) => status)).toEqual(["finished", "finished"]);
  expect(await folder.readWeights(0)).toEqual(Uint8Array.of(0));
});
