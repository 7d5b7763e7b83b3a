import { Button } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ComparisonPoint } from "../../core/search/study.ts";
import { Caps } from "../controls/Caps.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { useStudio, useStudioStore } from "../studioContext.ts";
import classes from "./compare.module.css";
import { placePointHere } from "./placePointHere.ts";

const NO_POINTS: readonly never[] = [];

/** Places worth talking about, kept with the study. */
export function PointList() {
  const store = useStudioStore();
  const points = useStudio(({ study }) => study?.points ?? NO_POINTS);
  return (
    <section className="section" aria-label="Points of comparison">
      <div className="panel-head">
        <h2>Points of comparison</h2>
        <span className="space" />
        <Button size="xs" variant="subtle" leftSection={<Plus aria-hidden />} rightSection={<Caps caps={["P"]} />} onClick={() => placePointHere(store)}>
          Add
        </Button>
      </div>
      {points.length === 0 && <p className="panel-body t2">None yet. P places an arrow where the cursor is, with a note that is kept with the study.</p>}
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
  const input = useRef<HTMLInputElement>(null);
  const isWanting = isChosen && point.note === "";
  useEffect(() => {
    if (isWanting) input.current?.focus();
  }, [isWanting]);
  return (
    <div className={classes.entry} data-chosen={isChosen || undefined}>
      <button type="button" className={classes.go} aria-label={`Go to point ${point.id}`} onClick={() => goToPoint(point)}>
        <span className={classes.disc}>{point.id}</span>
      </button>
      <input
        key={point.note}
        ref={input}
        defaultValue={point.note}
        placeholder="What is to be seen here"
        aria-label={`Note of point ${point.id}`}
        onBlur={({ currentTarget: { value } }) => value !== point.note && void editPoint(point.id, value)}
        onKeyDown={(event) => (event.key === "Enter" || event.key === "Escape") && event.currentTarget.blur()}
      />
      <span className="t3">z {point.at[0]}</span>
      <IconButton label={`Remove point ${point.id}`} onClick={() => void removePoint(point.id)}>
        <Trash2 />
      </IconButton>
    </div>
  );
}
