import { Select } from "@mantine/core";
import { boundaryClassOf } from "../../core/image/objects/boundaryClass.ts";
import type { LearningTarget } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./data.module.css";

const TARGETS: readonly { readonly value: LearningTarget; readonly label: string }[] = [
  { value: "classes", label: "Classes" },
  { value: "boundedClasses", label: "Classes, and where they meet" },
  { value: "objects", label: "Objects, one by each value" },
];

const PARTED = {
  slices: "Boundaries part them slice by slice, as slices are thick.",
  volume: "Boundaries part them through slices, too.",
} as const;

/** What networks learn of the labels; what is painted is learnt as it is. */
export function TargetChoice() {
  const target = useStudio(({ data }) => data?.target ?? "classes");
  const isPainted = useStudio(({ data }) => data?.painting !== null);
  const parts = useStudio(({ data }) => boundaryClassOf(data?.mapping?.classes ?? [])?.parts);
  const learnTarget = useStudio((state) => state.learnTarget);
  // Data that were kept with a study hold their boundaries, and nothing that was before.
  const isKept = target === "classes" && parts !== undefined;
  if (isPainted || isKept) return null;
  return (
    <div className={classes.target}>
      <Select
        size="xs"
        label="Learn"
        value={target}
        data={TARGETS}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => value && void learnTarget(value)}
      />
      {parts && <p className="t3">{PARTED[parts]}</p>}
    </div>
  );
}
