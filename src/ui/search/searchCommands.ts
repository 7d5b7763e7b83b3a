import { bestTrial } from "../../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../../core/study/architecture.ts";
import { canGoOn } from "../../state/studySlice.ts";
import type { StudioState, StudioStore } from "../../state/store.ts";
import type { Command } from "../keys/commands.ts";

/** The selected trial, else the running one, else the best. */
export function chosenTrial({ study, trialIds }: StudioState): number | null {
  const selected = trialIds.at(-1);
  if (selected !== undefined) return selected;
  const running = study?.trials.unfinished.at(-1);
  return running?.id ?? (study ? (bestTrial(study, { kinds: PROPOSED_AND_BASELINES })?.id ?? null) : null);
}

/** What the Search room answers to by key and in the palette. */
export function searchCommands(store: StudioStore): readonly Command[] {
  const state = () => store.getState();
  const isActive = () => state().live !== null && state().live!.state !== "idle";
  const move = (by: number) => {
    const { study } = state();
    if (!study || study.trials.length === 0) return;
    const current = chosenTrial(state()) ?? 0;
    state().selectTrial(Math.min(study.trials.length - 1, Math.max(0, current + by)));
  };
  const withChosen = (act: (trial: number) => void) => () => {
    const chosen = chosenTrial(state());
    if (chosen !== null) act(chosen);
  };
  return [
    {
      id: "search.truth",
      label: "Show the truth while held",
      group: "Search",
      keys: ["t"],
      hint: { caps: ["T"], text: "truth (hold)" },
      hold: (isDown) => state().holdTruth(isDown),
    },
    {
      id: "search.playPause",
      label: "Pause or go on",
      group: "Search",
      keys: ["Space"],
      hint: { caps: ["Space"], text: "pause" },
      run: () => void (isActive() ? state().pauseStudy() : canGoOn(state()) && state().resumeStudy()),
    },
    {
      id: "search.step",
      label: "Train one candidate",
      group: "Search",
      keys: ["s"],
      hint: { caps: ["S"], text: "step one trial" },
      run: () => void (!isActive() && canGoOn(state()) && state().resumeStudy({ limit: 1 })),
    },
    {
      id: "search.next",
      label: "Next trial",
      group: "Search",
      keys: ["j"],
      hint: { caps: ["J", "K"], text: "next, previous trial" },
      run: () => move(1),
    },
    { id: "search.previous", label: "Previous trial", group: "Search", keys: ["k"], run: () => move(-1) },
    {
      id: "search.pin",
      label: "Pin the trial",
      group: "Search",
      keys: ["p"],
      hint: { caps: ["P"], text: "pin" },
      run: withChosen((trial) => void state().pinTrial(trial)),
    },
    {
      id: "search.compare",
      label: "Put the trial into Compare",
      group: "Search",
      keys: ["c"],
      hint: { caps: ["C"], text: "add to compare" },
      run: withChosen((trial) => state().addCompared(trial)),
    },
    {
      id: "search.open",
      label: "Open the trial's page",
      group: "Search",
      keys: ["Enter"],
      hint: { caps: ["Enter"], text: "open trial page" },
      run: withChosen((trial) => state().openTrial(trial)),
    },
    {
      id: "search.back",
      label: "Back to all trials",
      group: "Search",
      keys: ["Escape"],
      run: () => (state().openedTrial === null ? state().clearSelection() : state().openTrial(null)),
    },
  ];
}
