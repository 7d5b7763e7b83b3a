import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { defaultPicks, ROLES, withRole, type ArrayPicks } from "../../state/arrayPicks.ts";
import type { OpenQuestion } from "../../worker/studioApi.ts";
import { formatBytes } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { ArrayChoiceFields } from "./ArrayChoiceFields.tsx";
import { ArrayRow } from "./ArrayRow.tsx";
import { pickedBytes } from "../../state/arrayPicks.ts";
import classes from "./OpenDialog.module.css";

/** What to take of a file that holds several arrays, channels or time points, complex numbers, or more than fits. */
export function OpenDialog({ question }: { readonly question: OpenQuestion }) {
  const { name, host, arrays } = question;
  const answerOpening = useStudio((state) => state.answerOpening);
  const [picks, setPicks] = useState<ArrayPicks>(() => defaultPicks(arrays));
  const chosen = ROLES.flatMap((role) => (picks[role] ? [{ ...picks[role], role }] : []));
  const bytes = pickedBytes(arrays, picks);
  return (
    <Modal opened onClose={() => answerOpening([])} title={`What to take of ${name}`} size={760}>
      <form
        className="col"
        style={{ gap: 14 }}
        onSubmit={(event) => {
          event.preventDefault();
          answerOpening(chosen);
        }}
      >
        {host !== undefined && (
          <p className="t2">Read from {host}. Only requests for this data are sent there; nothing of yours is.</p>
        )}
        <div className={classes.arrays} role="group" aria-label="Arrays">
          {arrays.map((array, index) => (
            <ArrayRow
              key={array.name}
              array={array}
              index={index}
              role={ROLES.find((role) => picks[role]?.index === index) ?? null}
              choice={ROLES.map((role) => picks[role]).find((pick) => pick?.index === index)?.choice ?? {}}
              onRole={(role) => setPicks((held) => withRole(held, arrays, { index, role }))}
            />
          ))}
        </div>
        {ROLES.map((role) => {
          const pick = picks[role];
          return (
            pick && (
              <ArrayChoiceFields
                key={`${role}${pick.index}`}
                role={role}
                array={arrays[pick.index]!}
                index={pick.index}
                choice={pick.choice}
                onChange={(change) =>
                  setPicks((held) => {
                    const before = held[role];
                    return before ? { ...held, [role]: { ...before, choice: change(before.choice) } } : held;
                  })
                }
              />
            )
          );
        })}
        <div className={classes.foot}>
          <span className="t3 sm" role="status">
            {chosen.length === 0 ? "Choose which array is the image." : `${formatBytes(bytes)} of memory`}
          </span>
          <span className="space" />
          <Button variant="subtle" onClick={() => answerOpening([])}>
            Leave it out
          </Button>
          <Button
            type="submit"
            variant="filled"
            disabled={chosen.length === 0}
            data-autofocus={chosen.length > 0 || undefined}
          >
            Open
          </Button>
        </div>
      </form>
    </Modal>
  );
}
