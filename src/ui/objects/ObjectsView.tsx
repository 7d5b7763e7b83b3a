import { Button } from "@mantine/core";
import { Download, X } from "lucide-react";
import { csvText } from "../../core/csv.ts";
import { objectTable } from "../../core/image/objects/objectTable.ts";
import type { ObjectsOf } from "../../state/objectsSlice.ts";
import type { StudioState } from "../../state/store.ts";
import { trialName } from "../../state/roomSummary.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { formatInteger, plural } from "../format.ts";
import { saveFile } from "../saveFile.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { FoundObjects } from "./FoundObjects.tsx";
import { ObjectChoice } from "./ObjectChoice.tsx";
import classes from "./objects.module.css";

/** Objects of classes: how they are to be found, and a table of those that were. */
export function ObjectsView({ withTrials }: { readonly withTrials: boolean }) {
  const objects = useStudio((state) => state.objects);
  const closeObjects = useStudio((state) => state.closeObjects);
  return (
    <section className={classes.view} aria-label="Objects">
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Objects</h2>
        {objects?.kind === "found" && <span className="t3">{plural(objects.measured.length, "object")}</span>}
        <span className="space" />
        {objects?.kind === "found" && <SaveTable found={objects} />}
        <IconButton label="Close the objects" onClick={closeObjects}>
          <X />
        </IconButton>
      </div>
      <ObjectChoice withTrials={withTrials} />
      <ObjectsState objects={objects} />
    </section>
  );
}

function SaveTable({ found }: { readonly found: Extract<ObjectsOf, { readonly kind: "found" }> }) {
  const store = useStudioStore();
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<Download aria-hidden />}
      onClick={() => {
        const text = csvText(
          objectTable(found.measured, { ...found, nameOf: (label) => classNameOf(store.getState(), label) }),
        );
        saveFile(`${tableName(store.getState(), found)}.csv`, new TextEncoder().encode(text), "text/csv");
      }}
    >
      CSV
    </Button>
  );
}

const classNameOf = ({ data }: StudioState, label: number): string | undefined => data?.mapping?.classes[label]?.name;

function tableName({ data, study }: StudioState, { source }: Extract<ObjectsOf, { readonly kind: "found" }>): string {
  const of = source.of === "labels" ? "labels" : trialName(study, source.trial);
  return `${data?.name ?? "stack"} objects of ${of}`.replaceAll(/[\\/:*?"<>|]+/g, " ");
}

function ObjectsState({ objects }: { readonly objects: ObjectsOf | null }) {
  const stopObjects = useStudio((state) => state.stopObjects);
  if (!objects) return <p className="panel-body t2">Each object is counted and measured once, by the rules above.</p>;
  switch (objects.kind) {
    case "finding":
      return (
        <div className={`panel-body ${classes.progress!}`} role="status">
          <span>{progressText(objects)}</span>
          <Button size="xs" variant="default" onClick={() => void stopObjects()}>
            Stop
          </Button>
        </div>
      );
    case "missing":
      return (
        <p className="panel-body" role="alert">
          {objects.because}
        </p>
      );
    case "found":
      return objects.measured.length > 0 ? (
        <FoundObjects found={objects} />
      ) : (
        <p className="panel-body t2" role="status">
          No object is as large as that. Choose other classes or a smaller least size.
        </p>
      );
    default:
      return objects satisfies never;
  }
}

function progressText({ progress }: Extract<ObjectsOf, { readonly kind: "finding" }>): string {
  return progress?.doing === "predicting"
    ? `Predicting slice ${formatInteger(progress.done + 1)} of ${formatInteger(progress.planned)}`
    : "Finding and measuring objects";
}
