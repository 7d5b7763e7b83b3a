import { Button } from "@mantine/core";
import { ChevronRight } from "lucide-react";
import { useStudio } from "../studioContext.ts";
import { type Explanation } from "../../core/strategy/lesson.ts";
import type { LearnView } from "./view.ts";
import classes from "./learn.module.css";

/** Why the point shown was chosen, thought by thought; what that means in a search; what to try next. */
export function StepPanel({ view, story }: { readonly view: LearnView; readonly story: Explanation }) {
  const changeLearnPlan = useStudio((state) => state.changeLearnPlan);
  const useLearntStrategy = useStudio((state) => state.useLearntStrategy);
  return (
    <div className={`panel ${classes.side!}`}>
      <div className="panel-head">
        <h2>This step</h2>
        <span className="space" />
        <span className="t3">{view.steps.length}</span>
      </div>
      <ol className={classes.thoughts} aria-label="Why this point">
        {story.steps.map(({ title, text, state }, index) => (
          <li key={index} data-state={state} aria-current={state === "current" ? "step" : undefined}>
            <span aria-hidden>{index + 1}</span>
            <b>{title}</b>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      <section className={`section ${classes.block!}`}>
        <h2>The same thing in a search</h2>
        <p className="t2">{story.inSearch}</p>
      </section>
      <section className={`section ${classes.block!}`}>
        <h2>Try</h2>
        {story.suggestions.map(({ text, change }) => (
          <Button
            key={text}
            className={classes.suggestion}
            size="xs"
            variant="subtle"
            leftSection={<ChevronRight aria-hidden />}
            onClick={() => changeLearnPlan(change)}
          >
            {text}
          </Button>
        ))}
      </section>
      <span className="space" />
      <div className={`section row ${classes.foot!}`}>
        <span className="t3">{story.summary}</span>
        <span className="space" />
        <Button onClick={useLearntStrategy}>Use in a search</Button>
      </div>
    </div>
  );
}
