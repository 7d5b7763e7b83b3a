import { use, useEffect, useMemo } from "react";
import { lessonOf, describedStrategies } from "../../catalog/strategies/described.ts";
import { testFunctions } from "../../catalog/testFunctions/index.ts";
import type { Explain, Explanation } from "../../core/strategy/lesson.ts";
import { createLearnRun } from "../../state/learnRun.ts";
import { learnBudget } from "../../state/learnSlice.ts";
import { Callout } from "../controls/Callout.tsx";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { SidePanels } from "../controls/SidePanels.tsx";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { ContourPanel } from "./ContourPanel.tsx";
import { GapPlot } from "./GapPlot.tsx";
import { LearnBar } from "./LearnBar.tsx";
import { StepPanel } from "./StepPanel.tsx";
import type { LearnView } from "./view.ts";
import classes from "./learn.module.css";

/** The words of each strategy, asked for once. */
const loaded = new Map<string, Promise<Explain>>();

function wordsOf(id: string): Promise<Explain> {
  const words = loaded.get(id) ?? lessonOf(describedStrategies.get(id)).load();
  loaded.set(id, words);
  return words;
}

function useExplanation({ plan, testFunction, total, steps }: LearnView): Explanation {
  const { id, options } = plan.strategy;
  const explain = use(wordsOf(id));
  return useMemo(
    () => explain({ options, seed: plan.seed, dimensions: testFunction.bounds.length, total, evaluations: steps }),
    [explain, options, plan.seed, testFunction, total, steps],
  );
}

/** A strategy at work on a function whose minimum is known, one evaluation at a time. */
export function LearnRoom() {
  const plan = useStudio((state) => state.learnPlan);
  const at = useStudio((state) => state.learnAt);
  const run = useMemo(() => createLearnRun(plan), [plan]);
  const view = useMemo(
    (): LearnView => ({
      plan,
      testFunction: testFunctions.get(plan.on),
      total: learnBudget(plan),
      steps: run.steps(at),
    }),
    [plan, run, at],
  );
  const story = useExplanation(view);
  const problem = run.problem();
  usePlaying();
  useLearnCommands();
  return (
    <div className={classes.room}>
      <LearnBar total={view.total} />
      {problem && (
        <Callout severity="error" title="The strategy refuses this plan">
          {problem.message}
        </Callout>
      )}
      <SidePanels
        id="learn"
        right={{ label: "This step", width: [392, 340], content: <StepPanel view={view} story={story} /> }}
      >
        <div className={classes.left}>
          <PanelBoundary name="The contour">
            <ContourPanel view={view} story={story} />
          </PanelBoundary>
          <PanelBoundary name="The plot">
            <GapPlot view={view} />
          </PanelBoundary>
        </div>
      </SidePanels>
    </div>
  );
}

/** Shows one evaluation after another while it plays; leaving the room stops it. */
function usePlaying(): void {
  const store = useStudioStore();
  const isPlaying = useStudio((state) => state.isLearnPlaying);
  const speed = useStudio((state) => state.learnSpeed);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => store.getState().showEvaluation(store.getState().learnAt + 1), 1000 / speed);
    return () => clearInterval(timer);
  }, [store, isPlaying, speed]);
  useEffect(() => () => store.getState().playLearn(false), [store]);
}

function useLearnCommands(): void {
  const store = useStudioStore();
  const commands = useMemo((): readonly Command[] => {
    const state = () => store.getState();
    const go = (by: number) => {
      state().playLearn(false);
      state().showEvaluation(state().learnAt + by);
    };
    return [
      {
        id: "learn.play",
        label: "Play or pause",
        group: "Learn",
        keys: ["Space"],
        hint: { caps: ["Space"], text: "play" },
        run: () => state().playLearn(!state().isLearnPlaying),
      },
      {
        id: "learn.step",
        label: "One evaluation on",
        group: "Learn",
        keys: ["ArrowRight"],
        hint: { caps: ["→"], text: "one step" },
        run: () => go(1),
      },
      {
        id: "learn.back",
        label: "One evaluation back",
        group: "Learn",
        keys: ["ArrowLeft"],
        hint: { caps: ["←"], text: "one back" },
        run: () => go(-1),
      },
      {
        id: "learn.start",
        label: "Start again",
        group: "Learn",
        keys: ["Home"],
        hint: { caps: ["Home"], text: "start again" },
        run: () => go(-Infinity),
      },
      { id: "learn.end", label: "Go to the last evaluation", group: "Learn", keys: ["End"], run: () => go(Infinity) },
      {
        id: "learn.place",
        label: "Place a first point",
        group: "Learn",
        hint: { caps: ["Click"], text: "place a first point" },
      },
      {
        id: "learn.use",
        label: "Use this strategy in a search",
        group: "Learn",
        run: () => state().useLearntStrategy(),
      },
    ];
  }, [store]);
  useCommands(commands);
}
