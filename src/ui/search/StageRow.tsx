import { strategies } from "../../catalog/strategies/index.ts";
import { hasEnded } from "../../core/search/trial.ts";
import type { Study } from "../../core/search/study.ts";
import { Button, HoverCard, NumberInput } from "@mantine/core";
import { Plus } from "lucide-react";
import { BASELINE } from "../../state/planSlice.ts";
import { useStudio } from "../studioContext.ts";
import { DeviceFigures } from "./DeviceFigures.tsx";
import { recipeText } from "./recipeText.ts";
import classes from "./search.module.css";

/** The study's stage in a line or two: strategy, recipe, budget. */
export function StageRow({ study }: { readonly study: Study }) {
  const changeBudget = useStudio((state) => state.changeBudget);
  const addBaseline = useStudio((state) => state.addBaseline);
  const setUpSearch = useStudio((state) => state.setUpSearch);
  const stage = study.spec.stages[0]!;
  const done = study.trials.filter((trial) => trial.architecture.kind === "genotype" && hasEnded(trial)).length;
  return (
    <div className={classes.stages}>
      <div className={classes.stage}>
        <div className="row">
          <b>Search</b>
          <span className="t2">{strategies.get(stage.strategy.id).label.toLowerCase()}</span>
          <span className="accent">
            {done} of {stage.trials}
          </span>
          <DeviceNote study={study} />
          <span className="space" />
          <span className={`t3 ${classes.stageRecipe!}`}>{recipeText(stage.recipe)}</span>
        </div>
      </div>
      <NumberInput aria-label="Planned trials" w={110} prefix="plan " suffix=" trials" value={stage.trials} min={done} max={10_000} allowDecimal={false} onBlur={(event) => {
        const trials = Number.parseInt(event.currentTarget.value.replace(/\D+/g, ""), 10);
        if (trials > 0 && trials !== stage.trials) void changeBudget(trials);
      }} />
      <Button size="xs" leftSection={<Plus aria-hidden />} onClick={() => void addBaseline(BASELINE)}>
        U-Net baseline
      </Button>
      <Button size="xs" variant="subtle" onClick={() => setUpSearch(true)}>
        New search
      </Button>
    </div>
  );
}

/** What the study computes on, with the figures it was chosen by. */
function DeviceNote({ study: { choice, lostDevices } }: { readonly study: Study }) {
  const device = useStudio(({ live }) => live?.device) ?? choice?.device;
  if (!choice || !device) return null;
  const label = choice.figures.find(({ id }) => id === device)?.label ?? device;
  const because = lostDevices.includes(choice.device) ? `after "${choice.device}" was lost` : choice.by === "user" ? "as asked for" : "as the fastest";
  return (
    <HoverCard width={440} withinPortal>
      <HoverCard.Target>
        <span className="t3 nowrap" tabIndex={0} role="note" aria-label="Device of the study">
          on {label}, {because}
        </span>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <DeviceFigures figures={choice.figures} chosen={device} />
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
