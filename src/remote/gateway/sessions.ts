import { randomBytes } from "node:crypto";
import type { Machine } from "../crew.ts";
import type { Role } from "../protocol.ts";

/** Somebody who was let in. */
export interface Session {
  readonly role: Role;
  /** Of one who works. */
  readonly machine: Machine | null;
  /** Calls it may make at once; they come back with time. */
  calls: number;
  countedAt: number;
}

export interface Sessions {
  begin(role: Role, machine: Machine | null): string;
  find(id: string): Session | null;
  end(session: Session): void;
  /** Ends those of a machine. */
  endOf(machine: Machine): void;
  /** Whether it may call now; a call is counted. */
  mayCall(session: Session): boolean;
}

/** Calls a second that a session may make for long, by what each of its trials reports; and at once. */
const CALLS_A_SECOND = 20;
const CALLS_AT_ONCE = 200;

export function createSessions(now: () => number): Sessions {
  const byId = new Map<string, Session>();
  const most = (session: Session) => CALLS_AT_ONCE * Math.max(1, session.machine?.slots ?? 1);
  return {
    begin(role, machine) {
      const id = randomBytes(16).toString("base64url");
      byId.set(id, { role, machine, calls: CALLS_AT_ONCE, countedAt: now() });
      return id;
    },
    find: (id) => byId.get(id) ?? null,
    end(session) {
      for (const [id, one] of byId) if (one === session) byId.delete(id);
    },
    endOf(machine) {
      for (const [id, one] of byId) if (one.machine === machine) byId.delete(id);
    },
    mayCall(session) {
      const slots = Math.max(1, session.machine?.slots ?? 1);
      const back = ((now() - session.countedAt) / 1000) * CALLS_A_SECOND * slots;
      session.calls = Math.min(most(session), session.calls + back);
      session.countedAt = now();
      if (session.calls < 1) return false;
      session.calls--;
      return true;
    },
  };
}
