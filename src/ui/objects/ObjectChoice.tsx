import { Button, Checkbox, Select } from "@mantine/core";
import { objectClasses } from "../../state/objectsSlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { useStudio } from "../studioContext.ts";
import { PartingFields } from "./PartingFields.tsx";
import classes from "./objects.module.css";

/** Whose objects are looked for, of which classes and by which rules. */
export function ObjectChoice({ withTrials }: { readonly withTrials: boolean }) {
  const isFinding = useStudio(({ objects }) => objects?.kind === "finding");
  const hasClasses = useStudio((state) => objectClasses(state).length > 0);
  const findObjects = useStudio((state) => state.findObjects);
  return (
    <div className={`panel-body ${classes.choice!}`}>
      {withTrials && <SourceChoice />}
      <ClassChoice />
      <PartingFields />
      <RuleFields />
      <div className="row">
        <Button size="xs" disabled={isFinding || !hasClasses} onClick={() => void findObjects()}>
          Find objects
        </Button>
        {!hasClasses && <span className="t3 sm">Choose a class first.</span>}
      </div>
    </div>
  );
}

const LABELS = "labels";

function SourceChoice() {
  const study = useStudio((state) => state.study);
  const source = useStudio((state) => state.objectSource);
  const chooseObjectSource = useStudio((state) => state.chooseObjectSource);
  const trials = study?.trials.filter(({ status }) => status === "finished" || status === "pruned") ?? [];
  return (
    <Select
      label="Objects of"
      value={source.of === "labels" ? LABELS : String(source.trial)}
      data={[
        { value: LABELS, label: "Labels" },
        ...trials.map(({ id }) => ({ value: String(id), label: trialName(study, id) })),
      ]}
      onChange={(value) =>
        value !== null &&
        chooseObjectSource(value === LABELS ? { of: "labels" } : { of: "prediction", trial: Number(value) })
      }
    />
  );
}

function ClassChoice() {
  const infos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  const chosen = useStudio((state) => objectClasses(state).join());
  const chooseObjectClasses = useStudio((state) => state.chooseObjectClasses);
  const indices = chosen === "" ? [] : chosen.split(",").map(Number);
  return (
    <fieldset className={classes.classes} aria-label="Classes of the objects">
      {infos.map(({ name, color }, index) => (
        <Checkbox
          key={index}
          size="xs"
          checked={indices.includes(index)}
          onChange={({ currentTarget }) =>
            chooseObjectClasses(
              currentTarget.checked
                ? [...indices, index].toSorted((a, b) => a - b)
                : indices.filter((other) => other !== index),
            )
          }
          label={
            <span className={classes.class}>
              <ClassSwatch color={color} />
              {name}
            </span>
          }
        />
      ))}
    </fieldset>
  );
}

function RuleFields() {
  const rules = useStudio((state) => state.objectRules);
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? data?.labels?.shape[0] ?? 1);
  const setObjectRules = useStudio((state) => state.setObjectRules);
  return (
    <div className={classes.rules}>
      <NumberField
        isInline
        label="Least size, voxels"
        prefix="at least"
        prefixWidth={52}
        unit="voxels"
        width={150}
        value={rules.minimum}
        check={(value) => (Number.isInteger(value) && value >= 1 ? null : "Write a whole number of voxels, 1 or more.")}
        onChange={(minimum) => setObjectRules({ minimum })}
      />
      <Checkbox
        size="xs"
        label="Fill holes"
        checked={rules.fillHoles}
        onChange={({ currentTarget }) => setObjectRules({ fillHoles: currentTarget.checked })}
      />
      {depth > 1 && (
        <Checkbox
          size="xs"
          label="Each slice for itself"
          checked={rules.sliceBySlice}
          onChange={({ currentTarget }) => setObjectRules({ sliceBySlice: currentTarget.checked })}
        />
      )}
    </div>
  );
}
