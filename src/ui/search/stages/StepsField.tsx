import type { StageFieldsProps } from "./stageView.ts";
import { NumberField } from "../../controls/NumberField.tsx";

interface StepsFieldProps extends Pick<StageFieldsProps, "isBegun" | "onChange"> {
  readonly steps: number;
}

/** How long the trainings of a stage are, in steps. */
export const StepsField = ({ steps, isBegun, onChange }: StepsFieldProps) => (
  <NumberField
    label="Steps"
    value={steps}
    min={1}
    max={1_000_000}
    isWhole
    isDisabled={isBegun}
    onChange={(value) => onChange({ field: "steps", value })}
  />
);
