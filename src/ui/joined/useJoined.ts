import { useEffect, useReducer, useRef, useState } from "react";
import type { JoinedWork } from "../../remote/browser/startJoined.ts";
import { afterTold, NOT_JOINED, type JoinedState } from "./joinedState.ts";

/** How much of a laptop helps. */
export const HELPS = ["a little", "half", "fully"] as const;
export type Help = (typeof HELPS)[number];

/** Networks trained at a time: each takes a core. */
export function slotsAt(help: Help, cores: number): number {
  if (help === "a little") return 1;
  return Math.max(1, help === "half" ? cores >> 1 : cores);
}

const NAME = "cristae.joined.name";

export interface JoiningParts {
  readonly token: string;
  readonly start: () => JoinedWork;
  readonly goodbye: (session: string) => void;
}

export interface Joining {
  readonly state: JoinedState;
  readonly help: Help;
  readonly setHelp: (help: Help) => void;
  readonly leave: () => void;
}

/** Joins when the page is opened, again with another share of the machine, and leaves with the tab. */
export function useJoined({ token, start, goodbye }: JoiningParts): Joining {
  const [state, tell] = useReducer(afterTold, NOT_JOINED);
  const [help, setHelp] = useState<Help>("a little");
  const work = useRef<JoinedWork | null>(null);
  const { session, name, over } = state;
  useEffect(() => {
    const begun = start();
    work.current = begun;
    const slots = slotsAt(help, navigator.hardwareConcurrency);
    const kept = sessionStorage.getItem(NAME) ?? "";
    void begun.begin({ origin: location.origin, token, name: kept, slots }, tell);
    return () => void begun.leave().finally(() => begun.end());
  }, [token, start, help]);
  useEffect(() => {
    if (name !== null) sessionStorage.setItem(NAME, name);
  }, [name]);
  useEffect(() => {
    if (session === null || over !== null) return undefined;
    const leave = () => goodbye(session);
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, [session, over, goodbye]);
  return { state, help, setHelp, leave: () => void work.current?.leave() };
}
