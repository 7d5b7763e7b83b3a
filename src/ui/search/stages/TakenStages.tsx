import { Checkbox } from "@mantine/core";
import { kindOf, type Stage } from "../../../core/stages/index.ts";
import type { StageFieldsProps } from "./stageView.ts";

/** Stages before one whose best it could take in. */
export const takable = (stages: readonly Stage[], takes: readonly string[]): readonly number[] =>
  stages.flatMap((stage, index) => (takes.includes(kindOf(stage).gives) ? [index] : []));

/** Which stages' best are taken in, a box each. */
export function TakenStages({
  stage,
  index,
  stages,
  titles,
  isBegun,
  onChange,
}: StageFieldsProps<Stage & { readonly from: readonly number[] }>) {
  const { from } = stage;
  return (
    <div role="group" aria-label="The best of" className="col" style={{ gap: 4 }}>
      <span>The best of</span>
      {takable(stages.slice(0, index), kindOf(stage).takes).map((source) => (
        <Checkbox
          key={source}
          size="xs"
          checked={from.includes(source)}
          disabled={isBegun || from.join() === String(source)}
          label={`${source + 1} ${titles[source]!}`}
          onChange={(event) => onChange({ field: "from", of: source, value: event.currentTarget.checked })}
        />
      ))}
    </div>
  );
}
