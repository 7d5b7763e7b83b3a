import type { CurvePoint } from "../../core/study/trial.ts";
import type { SeenSlice, Told } from "../../remote/browser/joinedApi.ts";

/** A trial that was trained in this page. */
export interface OwnTrial {
  readonly trial: number;
  readonly steps: number;
  readonly step: number;
  readonly stepsPerSecond: number;
  readonly curve: readonly CurvePoint[];
  /** What it sees of the slice that is shown; null before its first evaluation. */
  readonly labels: Uint8Array | null;
  readonly labelsStep: number;
  readonly state: "running" | "finished" | "failed" | "stopped" | "lost" | "gaveBack";
  readonly because: string | null;
}

/** What a page knows of the work that is done in it. */
export interface JoinedState {
  readonly name: string | null;
  readonly study: string | null;
  readonly session: string | null;
  readonly device: string | null;
  readonly keepsData: boolean;
  readonly fetchedBytes: number;
  readonly seen: SeenSlice | null;
  /** The last one begun first. */
  readonly trials: readonly OwnTrial[];
  /** Why nothing is done here any more; null while it is. */
  readonly over: string | null;
}

export const NOT_JOINED: JoinedState = {
  ...{ name: null, study: null, session: null, device: null, keepsData: true, fetchedBytes: 0 },
  ...{ seen: null, trials: [], over: null },
};

const begun = (trial: number, steps: number): OwnTrial => ({
  ...{ trial, steps, step: 0, stepsPerSecond: 0, curve: [], labels: null, labelsStep: 0 },
  ...{ state: "running", because: null },
});

export function afterTold(state: JoinedState, told: Told): JoinedState {
  const change = (trial: number, changed: (own: OwnTrial) => OwnTrial): JoinedState => {
    const at = state.trials.findIndex((own) => own.trial === trial);
    return at < 0 ? state : { ...state, trials: state.trials.with(at, changed(state.trials[at]!)) };
  };
  switch (told.about) {
    case "joined": {
      const { name, study, session } = told.joined;
      return { ...state, name, study, session, device: told.device, keepsData: told.keepsData, over: null };
    }
    case "fetched":
      return { ...state, fetchedBytes: state.fetchedBytes + told.bytes };
    case "data":
      return { ...state, seen: told.seen };
    case "trial": {
      const others = state.trials.filter(({ trial }) => trial !== told.trial);
      return { ...state, trials: [begun(told.trial, told.steps), ...others] };
    }
    case "progress":
      return change(told.trial, (own) => ({ ...own, step: told.step, stepsPerSecond: told.stepsPerSecond }));
    case "point":
      return change(told.trial, (own) => ({
        ...own,
        step: told.point.step,
        curve: [...own.curve, told.point],
      }));
    case "picture":
      return change(told.trial, (own) => ({ ...own, labels: told.labels, labelsStep: told.step }));
    case "work":
      return afterWork(state, told.work, change);
    case "over":
      return { ...state, over: told.because };
    default:
      return told satisfies never;
  }
}

type Change = (trial: number, changed: (own: OwnTrial) => OwnTrial) => JoinedState;

function afterWork(state: JoinedState, work: Extract<Told, { readonly about: "work" }>["work"], change: Change) {
  switch (work.does) {
    case "begins":
      return state;
    case "ended":
      return change(work.trial, (own) => ({ ...own, state: work.status, because: work.because ?? null }));
    case "lost":
    case "gaveBack":
      return change(work.trial, (own) => ({ ...own, state: work.does }));
    default:
      return work satisfies never;
  }
}

/** Steps that this page has made. */
export const stepsMade = ({ trials }: JoinedState): number => trials.reduce((sum, { step }) => sum + step, 0);
