import { addressIn, hashOf, placeOf, stepOf, type Address } from "./state/address/address.ts";
import { luggageOf, packed, type Luggage } from "./state/address/luggage.ts";
import { visit } from "./state/address/visit.ts";
import type { StudioState, StudioStore } from "./state/store.ts";
import { joinLinkIn } from "./ui/joined/joinLink.ts";

/** Between two changes of an address within a step: a wheel turns faster than browsers let a page change it. */
const APART_MS = 300;

/** Keeps the page's address at where one is, a step of its history for each place, and goes where Back and Forward lead. `first` is what a page begins with. */
export function keepAddress(store: StudioStore, first: StudioState): void {
  let known = { luggage: JSON.stringify(luggageOf(first, first)), packed: null as string | null };
  let step = stepOf(placeOf(store.getState()));
  let isVisiting = false;
  let writtenAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isSettled = () => !isVisiting && store.getState().opening === null;

  async function write(): Promise<void> {
    const state = store.getState();
    if (!isSettled()) return;
    writtenAt = performance.now();
    const isStep = stepOf(placeOf(state)) !== step;
    if (isStep) {
      step = stepOf(placeOf(state));
      history.pushState(null, "", urlOf(addressNow(state, known.packed)));
    }
    known = await repacked(known, luggageOf(state, first));
    if (isSettled() && stepOf(placeOf(store.getState())) === step)
      history.replaceState(null, "", urlOf(addressNow(store.getState(), known.packed)));
  }

  async function go(isOpening: boolean): Promise<void> {
    const told = addressIn(location.hash) ?? addressIn("#room=data")!;
    // What is open already came back from a reload by a record of its own, which is never behind.
    const address = isOpening && store.getState().data !== null ? { ...told, slice: null } : told;
    isVisiting = true;
    try {
      await visit(store, address, isOpening);
    } finally {
      isVisiting = false;
      step = stepOf(placeOf(store.getState()));
    }
    // What is planned and learnt now belongs to the step that was gone to.
    await write();
  }

  store.subscribe((state, before) => {
    if (!isSettled() || !isElsewhere(state, before)) return;
    clearTimeout(timer);
    // What changes in one turn, as a study and its room, is one step.
    const isStep = stepOf(placeOf(state)) !== step;
    timer = setTimeout(() => void write(), isStep ? 0 : Math.max(0, writtenAt + APART_MS - performance.now()));
  });
  addEventListener("popstate", () => {
    if (joinLinkIn(location.hash)) location.reload();
    else void go(false);
  });
  if (addressIn(location.hash)) void go(true);
  else void write();
}

const addressNow = (state: StudioState, carried: string | null): Address => ({
  ...placeOf(state),
  sample: state.data?.sample ?? null,
  packed: carried,
});

const urlOf = (address: Address): string => `${location.pathname}${location.search}${hashOf(address)}`;

interface Packed {
  readonly luggage: string;
  readonly packed: string | null;
}

async function repacked(known: Packed, luggage: Luggage): Promise<Packed> {
  const text = JSON.stringify(luggage);
  return text === known.luggage ? known : { luggage: text, packed: await packed(luggage) };
}

const FOLLOWED = [
  ...["room", "study", "live", "data", "opening", "shownStage", "openedTrial", "isSettingUp", "slice", "compared"],
  ...["mode", "stackView", "plan", "setup", "learnPlan", "learnAt", "isLearnRace"],
] as readonly (keyof StudioState)[];

/** Whether something that an address tells may be another. */
const isElsewhere = (state: StudioState, before: StudioState): boolean =>
  FOLLOWED.some((field) => state[field] !== before[field]);
