import { COMPARE_MODES, type CompareMode } from "../compareSlice.ts";
import { ROOMS, type Room } from "../frameSlice.ts";
import { shownView, type StackView } from "../orthoSlice.ts";
import type { StudioState } from "../store.ts";

/** Where somebody is in the studio. */
export interface Place {
  readonly room: Room;
  readonly study: string | null;
  /** The stage whose trials are shown; null follows the one that is worked on. */
  readonly stage: number | null;
  /** The trial whose page is open. */
  readonly trial: number | null;
  /** The trial it is held against. */
  readonly against: number | null;
  readonly isSettingUp: boolean;
  readonly slice: number | null;
  readonly compared: readonly number[];
  readonly mode: CompareMode;
  readonly view: StackView;
}

/** A place, and what is carried along: a sample that it was on, and a plan or a lesson, packed. */
export interface Address extends Place {
  readonly sample: string | null;
  readonly packed: string | null;
}

const VIEWS: readonly StackView[] = ["plane", "planes", "surfaces"];

/** Where the page is now. */
export function placeOf(state: StudioState): Place {
  const { room, study, live, data, shownStage, openedTrial, against, isSettingUp, slice, compared, mode } = state;
  const isKept = study !== null && live?.kept.isDurable === true;
  return {
    ...{ room, stage: shownStage, trial: openedTrial, against, isSettingUp, compared, mode },
    study: isKept ? live.studyId : null,
    slice: data?.image ? slice : null,
    view: shownView(state),
  };
}

/** The same but for what changes with every turn of the wheel: Back leads from one of these to the one before. */
export const stepOf = ({ room, study, stage, trial, isSettingUp }: Place): string =>
  JSON.stringify([room, study, stage, trial, isSettingUp]);

/** An address as the part of a URL behind the #, which browsers send to nobody; "" for the first screen. */
export function hashOf(address: Address): string {
  const { room, study, stage, trial, against, isSettingUp, slice, compared, mode, view, sample, packed } = address;
  const fields = new URLSearchParams();
  const put = (name: string, value: string | number | null) => value !== null && fields.set(name, String(value));
  put("room", room);
  put("study", study);
  put("stage", stage);
  put("trial", trial);
  put("against", against);
  put("setup", isSettingUp ? 1 : null);
  put("slice", slice);
  put("compared", compared.length > 0 ? compared.join() : null);
  put("mode", mode === "side" ? null : mode);
  put("view", view === "plane" ? null : view);
  put("sample", sample);
  put("plan", packed);
  const text = fields.toString().replaceAll("%2C", ",");
  return text === "room=data" ? "" : `#${text}`;
}

/** What a hash says; null where it says no place of the studio. What it gets wrong is left out. */
export function addressIn(hash: string): Address | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const room = oneOf(ROOMS, fields.get("room"));
  if (!room) return null;
  return {
    room,
    study: fields.get("study"),
    stage: numberIn(fields.get("stage")),
    trial: numberIn(fields.get("trial")),
    against: numberIn(fields.get("against")),
    isSettingUp: fields.get("setup") === "1",
    slice: numberIn(fields.get("slice")),
    compared: (fields.get("compared") ?? "").split(",").flatMap((id) => numberIn(id) ?? []),
    mode: oneOf(COMPARE_MODES, fields.get("mode")) ?? "side",
    view: oneOf(VIEWS, fields.get("view")) ?? "plane",
    sample: fields.get("sample"),
    packed: fields.get("plan"),
  };
}

const oneOf = <Value extends string>(values: readonly Value[], text: string | null): Value | null =>
  values.find((value) => value === text) ?? null;

const numberIn = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
