import { Button } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { optimisers } from "../../catalog/optimisers/index.ts";
import { text, withOption } from "../../core/options.ts";
import type { Phase } from "../../core/space/phases.ts";
import {
  LOSSES_PATTERN,
  lossesText,
  parseLosses,
  parsePaths,
  PATHS_PATTERN,
  pathsText,
} from "../../core/space/phaseText.ts";
import { firstRecipe } from "../../state/planSlice.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { TextOptionField } from "../controls/TextOptionField.tsx";
import { useStudio } from "../studioContext.ts";
import { ChoiceFields } from "./ChoiceFields.tsx";
import classes from "./search.module.css";

const NAME = text("Name of the phase", "", String.raw`^\s*\S.{0,59}$`, "a name of up to 60 characters");
const LOSSES = text("Losses, by output", "", LOSSES_PATTERN, "outputs with weights, such as main 1, slices 0.33");
const FROZEN = text("Frozen paths", "", PATHS_PATTERN, "paths of weights, such as slices, volume/path0");
const TRIAL = text("Begins from trial", "", String.raw`^[\w.]{0,60}$`, "the label of a trial, such as 7");
const PATH = text("Its weights go to", "", PATHS_PATTERN, "a path, such as slices");

/** One phase of the recipe: its length, what learns by what, and the weights it begins with. */
export function PhaseFields({ index, phase }: { readonly index: number; readonly phase: Phase }) {
  const { phases = [], optimiser } = useStudio(firstRecipe);
  const changePhases = useStudio((state) => state.changePhases);
  const put = (next: Phase) => changePhases(phases.with(index, next));
  const used = phase.optimiser ?? optimiser;
  return (
    <div className="col" role="group" aria-label={`Phase ${index + 1}`} style={{ gap: 6 }}>
      <div className={classes.pair}>
        <TextOptionField option={NAME} value={phase.name} onChange={(name) => put({ ...phase, name: name.trim() })} />
        <NumberField
          label="Steps of the phase"
          value={phase.steps}
          min={1}
          max={1_000_000}
          isWhole
          onChange={(steps) => put({ ...phase, steps })}
        />
        <TextOptionField
          option={LOSSES}
          value={lossesText(phase.losses)}
          onChange={(written) => put(withList(phase, "losses", parseLosses(written, phase.losses)))}
        />
        <TextOptionField
          option={FROZEN}
          value={pathsText(phase.frozen)}
          onChange={(written) => put(withList(phase, "frozen", parsePaths(written)))}
        />
        <TextOptionField
          option={TRIAL}
          value={phase.from?.trial ?? ""}
          onChange={(trial) => put(beginningWith(phase, trial, targetOf(phase)))}
        />
        {phase.from && (
          <TextOptionField
            option={PATH}
            value={targetOf(phase)}
            onChange={(path) => put(beginningWith(phase, phase.from!.trial, path.trim()))}
          />
        )}
      </div>
      <ChoiceFields
        label="Optimiser of the phase"
        registry={optimisers}
        value={used}
        onChoose={(chosen) => put({ ...phase, optimiser: chosen })}
        onOption={(name, value) => put({ ...phase, optimiser: withOption(used, name, value) })}
      />
      <Button
        size="xs"
        variant="subtle"
        leftSection={<Trash2 aria-hidden />}
        onClick={() => changePhases(phases.filter((_, other) => other !== index))}
      >
        Remove phase
      </Button>
    </div>
  );
}

/** A list that is empty is left out: the phase does there as its recipe does. */
function withList<Field extends "losses" | "frozen">(
  phase: Phase,
  field: Field,
  list: NonNullable<Phase[Field]>,
): Phase {
  const { [field]: held, ...rest } = phase;
  if (list.length > 0) return { ...phase, [field]: list };
  return held ? (rest as Phase) : phase;
}

/** Where the weights of the other trial go, as a whole. */
const targetOf = ({ from }: Phase): string => from?.paths[""] ?? "slices";

function beginningWith(phase: Phase, trial: string, path: string): Phase {
  const { from, ...rest } = phase;
  if (trial !== "") return { ...phase, from: { trial, paths: { "": path } } };
  return from ? rest : phase;
}
