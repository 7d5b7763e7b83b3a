import { kindOf, type Stage } from "../../../core/stages/index.ts";
import { isSearch } from "../../../core/stages/search.ts";
import type { TestStage } from "../../../core/stages/test.ts";
import { TestTable } from "../TestTable.tsx";
import { stagesText } from "./stageWords.ts";
import type { StageView } from "./stageView.ts";
import { takable, TakenStages } from "./TakenStages.tsx";
import classes from "../search.module.css";

/** Opens what was held out. */
export const testView: StageView<TestStage> = {
  purpose: "scores the chosen network on what was held back",
  words: ({ from }) => ({ title: "Test", what: `best of ${stagesText(from)}`, detail: "the test slices, opened once" }),
  Fields: (props) => (
    <div className={classes.stageFields}>
      <TakenStages {...props} />
    </div>
  ),
  Plots: ({ study, stage }) => <TestTable study={study} stage={stage} />,
  offers: (stages) => [{ label: "Test on the held-out slices", stage: testOf(stages) }],
};

/** Of the first stage that has a best, of the last search, and of what came last. */
function testOf(stages: readonly Stage[]): Stage | null {
  const test: TestStage = { kind: "test", from: [] };
  const scored = takable(stages, kindOf(test).takes);
  const lastSearch = stages.findLastIndex(isSearch);
  const from = [...scored.slice(0, 1), ...scored.filter((index) => index === lastSearch), ...scored.slice(-1)];
  return from.length > 0 ? { ...test, from: [...new Set(from)] } : null;
}
