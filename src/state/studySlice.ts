import { planCatalog } from "../catalog/planCatalog.ts";
import { stageEditEvent, type StageEdit } from "../core/stages/edits.ts";
import type { Choice } from "../core/options.ts";
import { lossText } from "../core/run/device.ts";
import type { Pace } from "../core/judging/pace.ts";
import { withChange } from "../core/study/change.ts";
import { applyEvent, type Study } from "../core/study/study.ts";
import { hasEnded, type Trial } from "../core/study/trial.ts";
import type { Genotype } from "../core/space/space.ts";
import type { StudyPlan } from "../core/study/studyTask.ts";
import { shownTrials, withFrame } from "../core/study/film.ts";
import { kindOf } from "../core/stages/index.ts";
import { currentStage } from "../core/stages/stages.ts";
import type { TrialProgress } from "../core/run/evaluator.ts";
import type { DeviceReport, LiveStatus, StudioApi, StudyListener, TrialPreview } from "../worker/studioApi.ts";
import type { QuickStart } from "./quickStart.ts";
import { beginningOf, quickSearch } from "./planSlice.ts";
import { withLastFrames, type LastFrames } from "./contactSheet.ts";
import type { SliceCreator, StudioState, StudioStore } from "./store.ts";

export interface StudySlice {
  readonly study: Study | null;
  readonly live: LiveStatus | null;
  /** Where the running trials stand, by trial. */
  readonly progress: ReadonlyMap<number, TrialProgress>;
  readonly devices: readonly DeviceReport[];
  /** Films of the trials that are shown, oldest frame first. */
  readonly previews: ReadonlyMap<number, readonly TrialPreview[]>;
  readonly lastFrames: LastFrames;

  /** Begins a search on a sample with settings that suit the length chosen. */
  readonly quickStart: (choice: QuickStart) => Promise<void>;
  /** Begins the search that is set up, on the open data. */
  readonly startSearch: () => Promise<void>;
  readonly calibrate: (again?: boolean) => Promise<void>;
  /**
   * Has a study told as `open` opens it, and goes on listening. What is to change together with it is changed by `beside`, so that a
   * page draws once.
   */
  readonly followStudy: <Opened>(
    open: (listener: StudyListener) => Promise<Opened>,
    beside: (opened: Opened) => void,
  ) => Promise<void>;
  /** Goes on, with at most so many candidates, or up to a stage. */
  readonly resumeStudy: (options?: { readonly limit?: number; readonly through?: number }) => Promise<void>;
  /** Writes the open study here from now on; the tab that did so stops and follows it. */
  readonly takeOverStudy: () => Promise<void>;
  /** Interrupts: running trials keep a checkpoint and go on when resumed. */
  readonly pauseStudy: () => Promise<void>;
  readonly finishStudy: () => Promise<void>;
  /** How much of the machine searches take, the running one too. */
  readonly changePace: (pace: Pace) => Promise<void>;
  readonly cancelTrial: (trial: number) => Promise<void>;
  readonly pinTrial: (trial: number) => Promise<void>;
  /** Shown at once, and taken back where the worker refuses it. */
  readonly editStages: (edit: StageEdit) => Promise<void>;
  readonly addBaseline: (network: Choice) => Promise<void>;
  /** Puts a member of a search's space into that search, and has it trained. */
  readonly queueMember: (stage: number, genotype: Genotype) => Promise<void>;
  readonly renameStudy: (name: string) => Promise<void>;
  readonly wantPreviews: (trial: number) => Promise<void>;
  /** Asks what these trials saw last, where that is not known. */
  readonly wantLastFrames: (trials: readonly number[]) => Promise<void>;
}

export const createStudySlice =
  (client: Pick<StudioApi, "study">): SliceCreator<StudySlice> =>
  (set, get, store) => {
    const api = client.study;
    const follow = () =>
      followEvents(
        store,
        (listener) => api.listen(listener),
        () => undefined,
      );
    const attempt = (work: () => Promise<void>) => get().attempt(work);

    async function start(): Promise<void> {
      const { setup } = get();
      await api.start({ plan: studyPlan(get()), workers: setup.workers, device: setup.device, pace: setup.pace });
      await follow();
      set({
        trialIds: [],
        compared: [],
        openedTrial: null,
        against: null,
        shownStage: null,
        isSettingUp: false,
        previewPlane: null,
      });
      get().openRoom("search");
    }

    const run = (options: { readonly limit?: number; readonly through?: number } = {}) => {
      const { setup } = get();
      return api.resume({ workers: setup.workers, device: setup.device, pace: setup.pace, ...options });
    };

    return {
      study: null,
      live: null,
      progress: new Map(),
      devices: [],
      previews: new Map(),
      lastFrames: new Map(),

      quickStart: ({ sampleId, preset }) =>
        attempt(async () => {
          await get().openSample(sampleId);
          get().beginPlan([quickSearch(preset, beginningOf(get().plan).memoryCap)]);
          await start();
        }),
      startSearch: () => attempt(start),
      calibrate: (again = false) => attempt(async () => set({ devices: await api.calibrate(again) })),
      followStudy: (open, beside) => attempt(() => followEvents(store, open, beside)),
      resumeStudy: (options) => attempt(() => run(options)),
      takeOverStudy: () =>
        attempt(async () => {
          const { workers, device, pace } = get().setup;
          await api.takeOver({ workers, device, pace });
          await follow();
          await get().refreshLibrary();
        }),
      pauseStudy: () => attempt(() => api.command("interrupt")),
      changePace: (pace) =>
        attempt(async () => {
          get().changeSetup({ pace });
          if (get().live !== null && get().live?.state !== "idle") await api.setPace(pace);
        }),
      finishStudy: () => attempt(() => api.command("finish")),
      cancelTrial: (trial) => attempt(() => api.cancelTrial(trial)),
      pinTrial: (trial) => attempt(() => api.pin(trial, !get().study?.trials.at(trial)?.isPinned)),
      editStages: (edit) =>
        attempt(async () => {
          const { study } = get();
          if (!study) return;
          set({ study: applyEvent(study, stageEditEvent(study, edit, planCatalog)) });
          await api.editStages(edit).catch(async (error: unknown) => {
            await follow();
            throw error;
          });
        }),
      ...additions(store, api, run),
      renameStudy: (name) => attempt(() => api.rename(name)),
      ...pictureActions(store, api),
    };
  };

/** What is put into a search by hand; it is trained at once where nothing runs. */
function additions(
  { getState: get }: StudioStore,
  api: Pick<StudioApi["study"], "addBaseline" | "queueMember">,
  run: () => Promise<void>,
): Pick<StudySlice, "addBaseline" | "queueMember"> {
  return {
    addBaseline: (network) =>
      get().attempt(async () => {
        await api.addBaseline(network);
        if (get().live?.state !== "running") await run();
      }),
    queueMember: (stage, genotype) =>
      get().attempt(async () => {
        await api.queueMember(stage, genotype);
        if (get().live?.state === "idle") await run();
      }),
  };
}

/** What trials saw while they trained, asked for where it is looked at. */
function pictureActions(
  store: StudioStore,
  api: Pick<StudioApi["study"], "previews" | "lastPreviews">,
): Pick<StudySlice, "wantPreviews" | "wantLastFrames"> {
  const { getState: get, setState: set } = store;
  return {
    wantPreviews: (trial) =>
      get().attempt(async () => {
        const kept = await api.previews(trial);
        if (kept.length > 0) keepFilm(store, trial, (before) => (kept.length >= before.length ? kept : before));
      }),
    wantLastFrames: (trials) =>
      get().attempt(async () => {
        const missing = trials.filter((trial) => !get().lastFrames.has(trial));
        if (missing.length === 0) return;
        const { study } = get();
        const found = await api.lastPreviews(missing);
        // Another study may have been opened meanwhile.
        if (get().study?.spec === study?.spec)
          set(({ lastFrames }) => ({ lastFrames: withLastFrames(lastFrames, found) }));
      }),
  };
}

type Film = readonly TrialPreview[];

/** Keeps the film of a trial as it is now, beside those of the other trials that are shown. */
const keepFilm = ({ setState }: StudioStore, trial: number, change: (before: Film) => Film): void =>
  setState(({ study, trialIds, openedTrial, previews }) => {
    const shown = study
      ? shownTrials(study, [trial, ...trialIds, ...(openedTrial === null ? [] : [openedTrial])])
      : new Set([trial]);
    const films = [...previews, [trial, change(previews.get(trial) ?? [])] as const];
    return { previews: new Map(films.filter(([id]) => shown.has(id))) };
  });

async function followEvents<Opened>(
  store: StudioStore,
  open: (listener: StudyListener) => Promise<Opened>,
  beside: (opened: Opened) => void,
): Promise<void> {
  const { getState: get, setState: set } = store;
  // What the worker's study is, as far as it was told: the page may be ahead of it by an edit that is not recorded yet.
  let told: Study | null = null;
  let isOpening = true;
  const opened = await open({
    study(change) {
      told = withChange(told, change);
      if (isOpening || change.rest > 0) return;
      const study = told;
      const isRunning = (trial: Trial | undefined) => !trial || !hasEnded(trial);
      set(({ progress }) => ({
        study,
        progress: new Map([...progress].filter(([trial]) => isRunning(study.trials.at(trial)))),
      }));
    },
    deviceLost: (event) => get().notify(lossText(event), { label: "Understood", run: () => undefined }),
    status(live) {
      const before = get().live?.kept.problem?.message;
      // What the run has taught about this machine's pace is in the next prediction.
      if (live.state === "idle" && get().live?.state !== "idle" && get().devices.length > 0) void get().calibrate();
      set({ live, progress: new Map(live.running.map((one) => [one.trial, one])) });
      if (live.kept.problem && live.kept.problem.message !== before) set({ failure: live.kept.problem });
    },
    preview(preview) {
      keepFilm(store, preview.trial, (before) => withFrame(before, preview));
      set(({ lastFrames }) => ({ lastFrames: withLastFrames(lastFrames, [preview]) }));
    },
  });
  isOpening = false;
  set({ study: told, previews: new Map(), lastFrames: new Map() });
  beside(opened);
}

/** What the worker makes a study of, on the open data. */
const studyPlan = ({ plan, setup, data }: StudioState): StudyPlan => ({
  name: `${data?.name ?? "Study"}, ${kindOf(plan[0]!).brief(plan[0]!)}`,
  seed: setup.seed,
  stages: plan,
});

/** Whether the open study has something left to do. */
export function canGoOn({ study, live }: Pick<StudioState, "study" | "live">): boolean {
  if (!study || (live !== null && (live.state !== "idle" || live.owner === "elsewhere" || live.damage !== null)))
    return false;
  return currentStage(study) !== null;
}
