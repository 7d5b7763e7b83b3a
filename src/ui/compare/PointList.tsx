import { Button } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import type { ComparisonPoint } from "../../core/study/events.ts";
import { Caps } from "../controls/Caps.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { TypedInput } from "../controls/TypedInput.tsx";
import { useStudio, useStudioStore } from "../studioContext.ts";
import classes from "./compare.module.css";
import { placePointHere } from "./placePointHere.ts";

const NO_POINTS: readonly never[] = [];
const NOTE_HINT = "What is to be seen here";

/** Places worth talking about, kept with the study. */
export function PointList() {
  const store = useStudioStore();
  const points = useStudio(({ study }) => study?.points ?? NO_POINTS);
  const draft = useStudio(({ draftPoint }) => draftPoint);
  return (
    <section className="section" aria-label="Points of comparison">
      <div className="panel-head">
        <h2>Points of comparison</h2>
        <span className="space" />
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Plus aria-hidden />}
          rightSection={<Caps caps={["P"]} />}
          onClick={() => placePointHere(store)}
        >
          Add
        </Button>
      </div>
      {points.length === 0 && !draft && (
        <p className="panel-body t2">
          None yet. P places an arrow where the cursor is, with a note that is kept with the study.
        </p>
      )}
      {draft && <DraftEntry key={draft.join()} at={draft} />}
      {points.map((point) => (
        <PointEntry key={point.id} point={point} />
      ))}
    </section>
  );
}

function PointEntry({ point }: { readonly point: ComparisonPoint }) {
  const isChosen = useStudio(({ pointId }) => pointId === point.id);
  const goToPoint = useStudio((state) => state.goToPoint);
  const editPoint = useStudio((state) => state.editPoint);
  const removePoint = useStudio((state) => state.removePoint);
  return (
    <div className={classes.entry} data-chosen={isChosen || undefined}>
      <button
        type="button"
        className={classes.go}
        aria-label={`Go to point ${point.id}`}
        onClick={() => goToPoint(point)}
      >
        <span className={classes.disc}>{point.id}</span>
      </button>
      <TypedInput
        className=""
        label={`Note of point ${point.id}`}
        placeholder={NOTE_HINT}
        held={point.note}
        parse={(value) => ({ value })}
        onCommit={(note) => editPoint(point.id, note)}
      />
      <span className="t3">z {point.at[0]}</span>
      <IconButton label={`Remove point ${point.id}`} onClick={() => void removePoint(point.id)}>
        <Trash2 />
      </IconButton>
    </div>
  );
}

/** The note of a new point has the focus from the first key on, before anything is asked of the worker. */
function DraftEntry({ at }: { readonly at: ComparisonPoint["at"] }) {
  const endPoint = useStudio((state) => state.endPoint);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <div className={classes.entry} data-chosen>
      <Plus aria-hidden />
      <input
        ref={input}
        placeholder={NOTE_HINT}
        aria-label="Note of the new point"
        onBlur={({ currentTarget: { value } }) => void endPoint(value.trim())}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") void endPoint(null);
        }}
      />
      <span className="t3">z {at[0]}</span>
      <IconButton
        label="Leave the new point"
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => void endPoint(null)}
      >
        <Trash2 />
      </IconButton>
    </div>
  );
}
