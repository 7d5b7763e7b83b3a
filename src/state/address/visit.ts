import { checkPlan } from "../../catalog/checkPlan.ts";
import type { StudioStore } from "../store.ts";
import type { Address } from "./address.ts";
import { unpacked, type Luggage } from "./luggage.ts";

/**
 * Goes to an address. A page that was opened by it takes in what it carries, too: Back and Forward lead to places, and never undo
 * what was planned meanwhile.
 */
export async function visit(store: StudioStore, address: Address, isOpening: boolean): Promise<void> {
  const { getState: get } = store;
  const isHere = await openStudyOf(store, address);
  await get().attempt(async () => {
    const luggage = isOpening && address.packed !== null ? await unpacked(address.packed) : {};
    if (isOpening && address.sample !== null && get().data === null) await get().openSample(address.sample);
    takeIn(store, luggage, isHere);
  });
  const isPlanned = isOpening && !isHere && get().isSettingUp;
  settle(store, isPlanned && address.study !== null ? { ...address, room: "search", isSettingUp: true } : address);
  if (address.study !== null && !isHere)
    get().notify(
      isPlanned
        ? "The study of this link is in another browser. Its plan is set up here, ready to run on your data."
        : "The study of this link is in another browser, and the link has no plan.",
    );
}

/** Opens the study of an address; false where this browser has none of that name. */
async function openStudyOf({ getState: get }: StudioStore, { study }: Address): Promise<boolean> {
  if (study === null) return false;
  if (get().study && get().live?.studyId === study) return true;
  if (!get().library) await get().refreshLibrary();
  if (!get().library?.studies.some(({ id }) => id === study)) return false;
  await get().openStudy(study);
  return get().live?.studyId === study;
}

function takeIn({ getState: get, setState: set }: StudioStore, { plan, lesson }: Luggage, hasStudy: boolean): void {
  if (plan && !hasStudy) {
    checkPlan(plan);
    get().beginPlan(plan.stages);
    get().changeSetup({ seed: plan.seed });
    set({ isSettingUp: true });
  }
  if (lesson) {
    get().changeLearnPlan(lesson.plan);
    get().raceRandom(lesson.isRace);
    get().showEvaluation(lesson.at);
  }
}

/** Room and view, as far as there is what they show. */
function settle({ getState: get, setState: set }: StudioStore, address: Address): void {
  const { study } = get();
  const isThere = (id: number) => study?.trials.at(id) !== undefined;
  const thereOrNull = (id: number | null) => (id !== null && isThere(id) ? id : null);
  set({
    room: address.room,
    shownStage: address.stage !== null && study && address.stage < study.spec.stages.length ? address.stage : null,
    openedTrial: thereOrNull(address.trial),
    against: thereOrNull(address.trial) === null ? null : thereOrNull(address.against),
    ...(study && { isSettingUp: address.isSettingUp }),
    mode: address.mode,
  });
  const compared = address.compared.filter(isThere);
  if (compared.length > 0 && compared.join() !== get().compared.join()) get().compareTrials(compared);
  if (address.view !== get().stackView) get().showAs(address.view);
  if (address.slice !== null && get().data?.image && get().plane === "xy") get().goTo(address.slice);
}
