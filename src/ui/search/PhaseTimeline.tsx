import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useState } from "react";
import { recipes } from "../../catalog/recipes/index.ts";
import type { Phase } from "../../core/space/phases.ts";
import { firstRecipe } from "../../state/planSlice.ts";
import { useStudio } from "../studioContext.ts";
import { PhaseFields } from "./PhaseFields.tsx";
import classes from "./phases.module.css";

/** What a recipe without phases begins with, once it has any. */
const FIRST: Pick<Phase, "name"> = { name: "training" };

/** The phases of the training as a timeline, each as wide as it is long; the chosen one is edited below it. */
export function PhaseTimeline() {
  const recipe = useStudio(firstRecipe);
  const changePhases = useStudio((state) => state.changePhases);
  const [chosen, setChosen] = useState(0);
  const phases = recipe.phases ?? [];
  const shown = Math.min(chosen, phases.length - 1);
  const add = () => {
    const last = phases.at(-1) ?? { ...FIRST, steps: recipe.steps };
    changePhases([...(phases.length > 0 ? phases : [last]), { name: `phase ${phases.length + 1}`, steps: last.steps }]);
    setChosen(Math.max(1, phases.length));
  };
  return (
    <section className="col" aria-label="Phases" style={{ gap: 6 }}>
      <div className="row-tight">
        <span className="t2">Phases</span>
        <span className="space" />
        <Button size="xs" variant="subtle" onClick={() => changePhases(hybridPhases)}>
          2D, 3D, both
        </Button>
        <Button size="xs" variant="subtle" leftSection={<Plus aria-hidden />} onClick={add}>
          Add phase
        </Button>
      </div>
      {phases.length === 0 ? (
        <p className="t3 sm">One: all of a network learns by all of its losses.</p>
      ) : (
        <div className={classes.timeline} role="radiogroup" aria-label="Phase to edit">
          {phases.map((phase, index) => (
            <button
              key={index}
              type="button"
              role="radio"
              aria-checked={index === shown}
              aria-label={`Phase ${index + 1}: ${phase.name}, ${phase.steps} steps${learningText(phase)}`}
              className={classes.phase}
              style={{ flexGrow: phase.steps }}
              onClick={() => setChosen(index)}
            >
              <span>{phase.name}</span>
              <span className="t3">{phase.steps}</span>
              <i data-frozen={(phase.frozen ?? []).length > 0 || undefined} />
            </button>
          ))}
        </div>
      )}
      {phases[shown] && <PhaseFields key={shown} index={shown} phase={phases[shown]} />}
    </section>
  );
}

const hybridPhases = recipes.get("hybrid").recipe.phases!;

const learningText = ({ losses, frozen = [] }: Phase): string =>
  [
    losses && `, by ${losses.map(({ output }) => output).join(" and ")}`,
    frozen.length > 0 && `, ${frozen.join(" and ")} frozen`,
  ]
    .filter(Boolean)
    .join("");
