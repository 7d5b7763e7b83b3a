import { pipelines } from "../../catalog/pipelines/index.ts";
import { baselineFor } from "../../catalog/pipelines/usualSearch.ts";
import { trialFormats } from "../../catalog/trialFormats/index.ts";
import { isSearch } from "../../core/stages/search.ts";
import { isOneNetwork } from "../../core/study/architecture.ts";
import { evaluationOf } from "../../core/study/trial.ts";
import { boardRows } from "../../state/leaderboard.ts";
import { trialName } from "../../state/roomSummary.ts";
import type { StudioState, StudioStore } from "../../state/store.ts";
import { canGoOn } from "../../state/studySlice.ts";
import { offersFor } from "../search/stages/index.ts";
import { chosenTrial } from "../search/searchCommands.ts";
import type { Command } from "./commands.ts";

/** Trials that are offered by name: of more, a few letters of the filter in the table are quicker. */
const MOST_TRIALS = 200;

/** What buttons and menus of all rooms do, and all that can be opened by name: asked for when the palette opens, so that it is of what is there then. */
export function paletteCommands(store: StudioStore): readonly Command[] {
  const state = store.getState();
  return [
    ...studyCommands(state),
    ...runCommands(state),
    ...chosenCommands(state),
    ...stageCommands(state),
    ...planCommands(state),
    ...trialCommands(state),
    ...libraryCommands(state),
    ...sampleCommands(state),
  ];
}

const inGroup =
  (group: string) =>
  (id: string, label: string, run: () => void): Command => ({ id, label, group, run });

function studyCommands(state: StudioState): readonly Command[] {
  const { study } = state;
  if (!study) return [];
  const command = inGroup("Study");
  const all = () =>
    boardRows(study, { key: "score", isDescending: true }, { text: "", status: "all" }).map(({ id }) => id);
  return [
    command("study.rename", "Rename study", () => state.showSheet("rename")),
    command("study.export", "Export study", () => void state.exportStudy(false)),
    command("study.exportWithData", "Export study with its images", () => void state.exportStudy(true)),
    command("study.report", "Save report", () => void state.exportReport()),
    ...trialFormats.list.map(({ id, label }) =>
      command(`study.trials.${id}`, `Save trials as ${label}`, () => void state.exportTrials(id, all())),
    ),
  ];
}

function runCommands(state: StudioState): readonly Command[] {
  const { live } = state;
  const command = inGroup("Search");
  const setUp = command("search.setUp", "New search", () => {
    state.openRoom("search");
    state.setUpSearch(true);
  });
  const isRunning = live !== null && live.state !== "idle";
  if (isRunning)
    return [
      setUp,
      command("run.pause", "Pause the search", () => void state.pauseStudy()),
      command("run.finish", "Finish trial, then stop", () => void state.finishStudy()),
    ];
  return canGoOn(state)
    ? [setUp, command("run.goOn", "Go on with the search", () => void state.resumeStudy())]
    : [setUp];
}

/** What can be done with the trial that is looked at. */
function chosenCommands(state: StudioState): readonly Command[] {
  const { study } = state;
  const id = chosenTrial(state);
  const trial = id === null ? undefined : study?.trials.at(id);
  if (!study || !trial) return [];
  const name = trialName(study, trial.id);
  const command = inGroup(name);
  const isExported = isOneNetwork(trial) && evaluationOf(trial) !== null;
  const base = study.trials.find((other) => other.id !== trial.id && other.isPinned && isOneNetwork(other));
  return [
    ...(isExported
      ? [
          command("trial.network", `Export the network of ${name}`, () => state.openNetworkExport(trial.id)),
          command("trial.mask", `Save the mask of ${name}`, () => void state.openMaskExport(trial.id)),
        ]
      : []),
    ...(base && isOneNetwork(trial)
      ? [
          command("trial.differs", `What differs between ${name} and ${trialName(study, base.id)}`, () => {
            state.openRoom("search");
            state.openTrial(trial.id);
            state.holdAgainst(base.id);
          }),
        ]
      : []),
  ];
}

/** What the plan of the open study can be added to. */
function stageCommands(state: StudioState): readonly Command[] {
  const { study } = state;
  if (!study) return [];
  const command = inGroup("Add to the study");
  const [first] = study.spec.stages;
  const baseline = isSearch(first)
    ? [command("add.baseline", "Add U-Net baseline", () => void state.addBaseline(baselineFor(first.recipe)))]
    : [];
  return [
    ...baseline,
    command("add.onnx", "Add ONNX file as a baseline", () => state.openOnnxAdding()),
    ...offersFor(study.spec.stages).flatMap(({ label, stage }) =>
      stage ? [command(`add.${label}`, label, () => void state.editStages({ type: "insert", stage }))] : [],
    ),
  ];
}

function planCommands(state: StudioState): readonly Command[] {
  return pipelines.list.map(({ id, label }) =>
    inGroup("Plan")(`pipeline.${id}`, `Plan: ${label}`, () => {
      state.openRoom("search");
      state.setUpSearch(true);
      state.choosePipeline({ id, options: {} });
    }),
  );
}

function trialCommands(state: StudioState): readonly Command[] {
  const { study } = state;
  if (!study) return [];
  return boardRows(study, { key: "score", isDescending: true }, { text: "", status: "all" })
    .slice(0, MOST_TRIALS)
    .map(({ id }) =>
      inGroup("Trials")(`open.trial.${id}`, `Open ${trialName(study, id)}`, () => {
        state.openRoom("search");
        state.openTrial(id);
      }),
    );
}

const libraryCommands = (state: StudioState): readonly Command[] =>
  (state.library?.studies ?? []).map(({ id, name }) =>
    inGroup("Studies")(`open.study.${id}`, `Open study ${name}`, () => void state.openStudy(id)),
  );

const sampleCommands = (state: StudioState): readonly Command[] =>
  state.samples.map(({ id, label }) =>
    inGroup("Samples")(`open.sample.${id}`, `Open sample ${label}`, () => {
      state.openRoom("data");
      void state.openSample(id);
    }),
  );
