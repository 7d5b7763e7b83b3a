import { Button, FileButton, NumberInput, Select, Switch } from "@mantine/core";
import { Download, FolderOpen } from "lucide-react";
import { useMemo } from "react";
import { losses } from "../../catalog/losses/index.ts";
import { networks } from "../../catalog/networks/index.ts";
import { optimisers } from "../../catalog/optimisers/index.ts";
import { pruners } from "../../catalog/pruners/index.ts";
import { schedules } from "../../catalog/schedules/index.ts";
import { strategies } from "../../catalog/strategies/index.ts";
import type { Choice } from "../../core/options.ts";
import { initialValues, type OptionSet } from "../../core/options.ts";
import { objective, OBJECTIVE_IDS } from "../../core/search/objective.ts";
import type { Registry } from "../../core/registry.ts";
import { BASELINE, plannedRecipe } from "../../state/planSlice.ts";
import { strategyChoices } from "../../state/strategyChoices.ts";
import { OptionFields } from "../controls/OptionFields.tsx";
import { saveFile } from "../saveFile.ts";
import { useStudio } from "../studioContext.ts";
import { ScheduleCurve } from "./ScheduleCurve.tsx";
import { ControllerFields, SharedLengthFields } from "./shared/SharedFields.tsx";
import classes from "./search.module.css";

type Item = { readonly id: string; readonly label: string; readonly options: OptionSet };

/** How the first stage proposes networks and trains: one column of fields, the schedule drawn as a curve. */
export function RecipeEditor() {
  const setup = useStudio((state) => state.setup);
  const { shared } = setup;
  const recipe = useMemo(() => plannedRecipe(setup), [setup]);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const resetRecipe = useStudio((state) => state.resetRecipe);
  const changeSetup = useStudio((state) => state.changeSetup);
  const loadRecipe = useStudio((state) => state.loadRecipe);
  return (
    <section className={`panel ${classes.recipe!}`} aria-label="Recipe">
      <div className="panel-head">
        <h2>Recipe</h2>
        <span className="space" />
        <FileButton accept="application/json,.json" onChange={(file) => file && void loadRecipe(file)}>
          {(props) => (
            <Button size="xs" variant="subtle" leftSection={<FolderOpen aria-hidden />} {...props}>
              Load
            </Button>
          )}
        </FileButton>
        <Button size="xs" variant="subtle" leftSection={<Download aria-hidden />} onClick={() => saveFile("recipe.json", new TextEncoder().encode(JSON.stringify(recipe, null, 2)), "application/json")}>
          Save
        </Button>
        <Button size="xs" variant="subtle" onClick={resetRecipe}>
          Reset
        </Button>
      </div>
      <div className={classes.fields}>
        <fieldset>
          <legend>{shared ? "Controller" : "Strategy"}</legend>
          {shared ? <ControllerFields stage={shared} isBegun={false} onChange={(stage) => changeSetup({ shared: stage })} /> : <StrategyFields />}
          <NumberInput label="Seed" value={setup.seed} allowDecimal={false} onChange={(seed) => typeof seed === "number" && changeSetup({ seed })} />
          {!shared && <BaselineFields />}
        </fieldset>
        <fieldset>
          <legend>Training</legend>
          <ChoiceFields label="Loss" registry={losses} value={recipe.loss} onChange={(loss) => changeRecipe({ loss })} />
          <ChoiceFields label="Optimiser" registry={optimisers} value={recipe.optimiser} onChange={(optimiser) => changeRecipe({ optimiser })} />
          <ChoiceFields label="Schedule" registry={schedules} value={recipe.schedule} onChange={(schedule) => changeRecipe({ schedule })} />
          <ScheduleCurve recipe={recipe} />
        </fieldset>
        <fieldset>
          <legend>Budget</legend>
          {shared && <SharedLengthFields stage={shared} isBegun={false} onChange={(stage) => changeSetup({ shared: stage })} />}
          <div className={classes.pair}>
            {!shared && (
              <>
                <NumberInput label="Steps" value={recipe.steps} min={1} max={1_000_000} allowDecimal={false} onChange={(steps) => typeof steps === "number" && steps >= 1 && changeRecipe({ steps })} />
                <NumberInput label="Evaluate every" suffix=" steps" value={recipe.evaluateEvery} min={1} max={1_000_000} allowDecimal={false} onChange={(evaluateEvery) => typeof evaluateEvery === "number" && evaluateEvery >= 1 && changeRecipe({ evaluateEvery })} />
              </>
            )}
            <NumberInput label="Patch" suffix=" px" value={recipe.patch[2]} min={8} max={2048} step={16} allowDecimal={false} onChange={(side) => typeof side === "number" && side >= 8 && changeRecipe({ patch: [recipe.patch[0], side, side] })} />
            <NumberInput label="Patch depth, 1 for sections" suffix=" px" value={recipe.patch[0]} min={1} max={512} allowDecimal={false} onChange={(depth) => typeof depth === "number" && depth >= 1 && changeRecipe({ patch: [depth, recipe.patch[1], recipe.patch[2]] })} />
            <NumberInput label="Batch" value={recipe.batch} min={1} max={256} allowDecimal={false} onChange={(batch) => typeof batch === "number" && batch >= 1 && changeRecipe({ batch })} />
            <NumberInput label="Memory cap" suffix=" MB" value={Math.round(setup.memoryCap / 1e6)} min={10} max={64_000} onChange={(cap) => typeof cap === "number" && cap > 0 && changeSetup({ memoryCap: cap * 1e6 })} />
          </div>
        </fieldset>
        <fieldset>
          <legend>Patches</legend>
          <div className={classes.pair}>
            <NumberInput label="Weight at edges, 0 for none" value={recipe.voxelWeights.edges} min={0} max={1000} onChange={(edges) => typeof edges === "number" && changeRecipe({ voxelWeights: { ...recipe.voxelWeights, edges } })} />
            <NumberInput label="Weight of every voxel" value={recipe.voxelWeights.floor} min={0} max={1000} step={0.01} onChange={(floor) => typeof floor === "number" && changeRecipe({ voxelWeights: { ...recipe.voxelWeights, floor } })} />
          </div>
          <Switch size="xs" label="Balance classes: centre patches on every class alike" checked={recipe.patchSampling === "classBalanced"} onChange={(event) => changeRecipe({ patchSampling: event.currentTarget.checked ? "classBalanced" : "uniform" })} />
          <Switch size="xs" label="Flips" checked={recipe.augmentation.flips} onChange={(event) => changeRecipe({ augmentation: { ...recipe.augmentation, flips: event.currentTarget.checked } })} />
          <Switch size="xs" label="Quarter turns" checked={recipe.augmentation.quarterTurns} onChange={(event) => changeRecipe({ augmentation: { ...recipe.augmentation, quarterTurns: event.currentTarget.checked } })} />
          <div className={classes.pair}>
            <NumberInput label="Intensity change" value={recipe.augmentation.intensity} min={0} max={1} step={0.05} onChange={(intensity) => typeof intensity === "number" && changeRecipe({ augmentation: { ...recipe.augmentation, intensity } })} />
            <NumberInput label="Turned, moved, scaled" suffix=" % of patches" value={Math.round(recipe.augmentation.affine.probability * 100)} min={0} max={100} onChange={(share) => typeof share === "number" && changeRecipe({ augmentation: { ...recipe.augmentation, affine: { ...recipe.augmentation.affine, probability: share / 100 } } })} />
            <NumberInput label="Elastic" suffix=" px" value={recipe.augmentation.elastic} min={0} max={50} onChange={(elastic) => typeof elastic === "number" && changeRecipe({ augmentation: { ...recipe.augmentation, elastic } })} />
          </div>
        </fieldset>
        {!shared && <EarlyStops />}
      </div>
    </section>
  );
}

/** When a candidate is given up before its last step. */
function EarlyStops() {
  const recipe = useStudio(({ setup }) => setup.recipe);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  return (
    <fieldset>
      <legend>Early stops</legend>
      {pruners.list.map((pruner) => {
        const chosen = recipe.pruners.find(({ id }) => id === pruner.id);
        const others = recipe.pruners.filter(({ id }) => id !== pruner.id);
        return (
          <div key={pruner.id} className="col" style={{ gap: 6 }}>
            <Switch size="xs" label={pruner.label} description={pruner.summary} checked={chosen !== undefined} onChange={(event) => changeRecipe({ pruners: event.currentTarget.checked ? [...others, { id: pruner.id, options: initialValues(pruner.options) }] : others })} />
            {chosen && (
              <div className={classes.pair}>
                <OptionFields options={pruner.options} values={chosen.options} onChange={(options) => changeRecipe({ pruners: recipe.pruners.map((other) => (other.id === pruner.id ? { ...other, options } : other)) })} />
              </div>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

/** A network of the literature, trained first by the same recipe. */
function BaselineFields() {
  const baselines = useStudio(({ setup }) => setup.baselines);
  const changeSetup = useStudio((state) => state.changeSetup);
  return (
    <>
      <Switch size="xs" label="Train a U-Net first, as a baseline" checked={baselines.length > 0} onChange={(event) => changeSetup({ baselines: event.currentTarget.checked ? [BASELINE] : [] })} />
      {baselines[0] && <ChoiceFields label="Baseline" registry={networks} value={baselines[0]} onChange={(baseline) => changeSetup({ baselines: [baseline] })} />}
    </>
  );
}

/** The strategies, those without the view of the space that they need set apart with the reason. */
function StrategyFields() {
  const { strategy, objective: chosen } = useStudio((state) => state.setup);
  const space = useStudio((state) => state.space);
  const changeSetup = useStudio((state) => state.changeSetup);
  const choices = useMemo(() => strategyChoices(space), [space]);
  const missing = choices.flatMap(({ label, because }) => (because === null ? [] : [`${label} ${because}`]));
  return (
    <>
      <ChoiceFields label="Proposes by" registry={strategies} value={strategy} disabled={choices.flatMap(({ id, because }) => (because === null ? [] : [id]))} onChange={(next) => changeSetup({ strategy: next })} />
      <p className="t3 sm">{strategies.get(strategy.id).summary}</p>
      {missing.length > 0 && <p className="t3 sm">Not for this space: {missing.join("; ")}.</p>}
      <Select label="Minimises" value={chosen} data={OBJECTIVE_IDS.map((id) => ({ value: id, label: objective(id).label }))} onChange={(id) => id && changeSetup({ objective: id })} />
    </>
  );
}

interface ChoiceFieldsProps {
  readonly label: string;
  readonly registry: Registry<Item>;
  /** Ids that cannot be chosen now. */
  readonly disabled?: readonly string[];
  readonly value: Choice;
  readonly onChange: (value: Choice) => void;
}

/** One item of a catalog with its own options below it. */
function ChoiceFields({ label, registry, disabled = [], value, onChange }: ChoiceFieldsProps) {
  return (
    <>
      <Select label={label} value={value.id} data={registry.list.map((item) => ({ value: item.id, label: item.label, disabled: disabled.includes(item.id) }))} onChange={(id) => id && id !== value.id && onChange({ id, options: {} })} />
      <div className={classes.pair}>
        <OptionFields options={registry.get(value.id).options} values={value.options} onChange={(options) => onChange({ id: value.id, options })} />
      </div>
    </>
  );
}
