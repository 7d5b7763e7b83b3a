import { useEffect, useEffectEvent, useRef, useState } from "react";

export type Parsed<T> = { readonly value: T } | { readonly problem: string };

interface TypedField<T> {
  /** The value that holds, as it is written. */
  readonly held: string;
  readonly parse: (text: string) => Parsed<T>;
  /** Hands the value to whoever owns it. With a promise the field is pending until it settles. */
  readonly commit: (value: T) => void | Promise<void>;
}

type Draft =
  | { readonly phase: "typing" | "pending"; readonly text: string }
  /** `against` is the value that holds instead. */
  | { readonly phase: "refused"; readonly text: string; readonly problem: string; readonly against: string };

export interface TypedText<T> {
  readonly text: string;
  /** Why what stands there was not taken over. */
  readonly problem: string | undefined;
  /** Whether the owner has yet to apply what was typed. */
  readonly isPending: boolean;
  readonly type: (text: string) => void;
  /** Takes over what was typed, or says why not. */
  readonly take: () => void;
  /** Back to the value that holds. */
  readonly leave: () => void;
  /** Hands over a value that was not typed, such as that of an arrow key. */
  readonly hand: (value: T, text: string) => void;
}

/**
 * Text that becomes a value when the field is left, by Enter, or when its room is. What cannot be taken over stays as it was typed,
 * with the reason; what is on its way stays until its owner has applied it, whatever else is drawn meanwhile.
 */
export function useTypedField<T>({ held, parse, commit }: TypedField<T>): TypedText<T> {
  const [draft, setDraft] = useState<Draft | null>(null);
  const isOvertaken = draft?.phase === "refused" && draft.against !== held;
  if (isOvertaken) setDraft(null);

  const hand = (value: T, text: string) => {
    const applied = commit(value);
    const pending: Draft | null = applied ? { phase: "pending", text } : null;
    setDraft(pending);
    void applied?.finally(() => setDraft((now) => (now === pending ? null : now)));
  };
  const take = () => {
    if (draft?.phase !== "typing") return;
    const parsed = parse(draft.text);
    if ("problem" in parsed)
      setDraft({
        phase: "refused",
        text: draft.text,
        problem: `${parsed.problem} ${held === "" ? "Nothing" : held} still holds.`,
        against: held,
      });
    else if (draft.text === held) setDraft(null);
    else hand(parsed.value, draft.text);
  };
  /** Escape may close what the field stands in before its draft is gone. */
  const isLeft = useRef(false);
  const takeOnLeaving = useEffectEvent(() => {
    if (!isLeft.current) take();
  });
  useEffect(() => () => takeOnLeaving(), []);

  const shown = isOvertaken ? null : draft;
  return {
    text: shown?.text ?? held,
    problem: shown?.phase === "refused" ? shown.problem : undefined,
    isPending: shown?.phase === "pending",
    type(text) {
      isLeft.current = false;
      setDraft({ phase: "typing", text });
    },
    take,
    leave() {
      isLeft.current = true;
      setDraft(null);
    },
    hand,
  };
}
