import { Button, FileButton, Select, Switch } from "@mantine/core";
import { Download, FolderOpen } from "lucide-react";
import { useMemo } from "react";
import type { StageChange } from "../../catalog/pipelines/stageEdits.ts";
import { losses } from "../../catalog/losses/index.ts";
import { networks } from "../../catalog/networks/index.ts";
import { optimisers } from "../../catalog/optimisers/index.ts";
import { pruners } from "../../catalog/pruners/index.ts";
import { schedules } from "../../catalog/schedules/index.ts";
import { strategies } from "../../catalog/strategies/index.ts";
import type { Choice } from "../../core/options.ts";
import { initialValues, withOption, type OptionSet } from "../../core/options.ts";
import { objectiveLabel, objectiveMetrics, objectiveOf } from "../../catalog/metrics/index.ts";
import type { Augmentation } from "../../core/space/recipe.ts";
import type { Registry } from "../../core/registry.ts";
import { BASELINE, plannedRecipe } from "../../state/planSlice.ts";
import { strategyChoices } from "../../state/strategyChoices.ts";
import { NumberField } from "../controls/NumberField.tsx";
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
  const editPlan = useStudio((state) => state.editPlan);
  const changeFirst = (change: StageChange) => editPlan({ type: "change", index: 0, change });
  const changeAugmentation = (change: Partial<Augmentation>) =>
    changeRecipe(({ augmentation }) => ({ augmentation: { ...augmentation, ...change } }));
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
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Download aria-hidden />}
          onClick={() =>
            saveFile("recipe.json", new TextEncoder().encode(JSON.stringify(recipe, null, 2)), "application/json")
          }
        >
          Save
        </Button>
        <Button size="xs" variant="subtle" onClick={resetRecipe}>
          Reset
        </Button>
      </div>
      <div className={classes.fields}>
        <fieldset>
          <legend>{shared ? "Controller" : "Strategy"}</legend>
          {shared ? <ControllerFields stage={shared} isBegun={false} onChange={changeFirst} /> : <StrategyFields />}
          <NumberField
            label="Seed"
            value={setup.seed}
            isWhole
            min={0}
            max={2 ** 32 - 1}
            onChange={(seed) => changeSetup({ seed })}
          />
          {!shared && <BaselineFields />}
        </fieldset>
        <fieldset>
          <legend>Training</legend>
          <ChoiceFields
            label="Loss"
            registry={losses}
            value={recipe.loss}
            onChange={(change) => changeRecipe(({ loss }) => ({ loss: change(loss) }))}
          />
          <ChoiceFields
            label="Optimiser"
            registry={optimisers}
            value={recipe.optimiser}
            onChange={(change) => changeRecipe(({ optimiser }) => ({ optimiser: change(optimiser) }))}
          />
          <ChoiceFields
            label="Schedule"
            registry={schedules}
            value={recipe.schedule}
            onChange={(change) => changeRecipe(({ schedule }) => ({ schedule: change(schedule) }))}
          />
          <ScheduleCurve recipe={recipe} />
        </fieldset>
        <fieldset>
          <legend>Budget</legend>
          {shared && <SharedLengthFields stage={shared} isBegun={false} onChange={changeFirst} />}
          <div className={classes.pair}>
            {!shared && (
              <>
                <NumberField
                  label="Steps"
                  value={recipe.steps}
                  min={1}
                  max={1_000_000}
                  isWhole
                  onChange={(steps) => changeRecipe({ steps })}
                />
                <NumberField
                  label="Evaluate every"
                  unit="steps"
                  value={recipe.evaluateEvery}
                  min={1}
                  max={1_000_000}
                  isWhole
                  onChange={(evaluateEvery) => changeRecipe({ evaluateEvery })}
                />
              </>
            )}
            <NumberField
              label="Patch"
              unit="px"
              value={recipe.patch[2]}
              min={8}
              max={2048}
              step={16}
              isWhole
              onChange={(side) => changeRecipe(({ patch }) => ({ patch: [patch[0], side, side] }))}
            />
            <NumberField
              label="Patch depth, 1 for sections"
              unit="px"
              value={recipe.patch[0]}
              min={1}
              max={512}
              isWhole
              onChange={(depth) => changeRecipe(({ patch }) => ({ patch: [depth, patch[1], patch[2]] }))}
            />
            <NumberField
              label="Batch"
              value={recipe.batch}
              min={1}
              max={256}
              isWhole
              onChange={(batch) => changeRecipe({ batch })}
            />
            <NumberField
              label="Memory cap"
              unit="MB"
              value={Math.round(setup.memoryCap / 1e6)}
              min={10}
              max={64_000}
              isWhole
              step={100}
              onChange={(cap) => changeSetup({ memoryCap: cap * 1e6 })}
            />
          </div>
        </fieldset>
        <fieldset>
          <legend>Patches</legend>
          <div className={classes.pair}>
            <NumberField
              label="Weight at edges, 0 for none"
              value={recipe.voxelWeights.edges}
              min={0}
              max={1000}
              onChange={(edges) => changeRecipe(({ voxelWeights }) => ({ voxelWeights: { ...voxelWeights, edges } }))}
            />
            <NumberField
              label="Weight of every voxel"
              value={recipe.voxelWeights.floor}
              min={0}
              max={1000}
              step={0.01}
              onChange={(floor) => changeRecipe(({ voxelWeights }) => ({ voxelWeights: { ...voxelWeights, floor } }))}
            />
          </div>
          <Switch
            size="xs"
            label="Balance classes: centre patches on every class alike"
            checked={recipe.patchSampling === "classBalanced"}
            onChange={(event) =>
              changeRecipe({ patchSampling: event.currentTarget.checked ? "classBalanced" : "uniform" })
            }
          />
          <Switch
            size="xs"
            label="Flips"
            checked={recipe.augmentation.flips}
            onChange={(event) => changeAugmentation({ flips: event.currentTarget.checked })}
          />
          <Switch
            size="xs"
            label="Quarter turns"
            checked={recipe.augmentation.quarterTurns}
            onChange={(event) => changeAugmentation({ quarterTurns: event.currentTarget.checked })}
          />
          <div className={classes.pair}>
            <NumberField
              label="Intensity change"
              value={recipe.augmentation.intensity}
              min={0}
              max={1}
              step={0.05}
              onChange={(intensity) => changeAugmentation({ intensity })}
            />
            <NumberField
              label="Turned, moved, scaled"
              unit="% of patches"
              value={Math.round(recipe.augmentation.affine.probability * 100)}
              min={0}
              max={100}
              onChange={(share) =>
                changeRecipe(({ augmentation }) => ({
                  augmentation: { ...augmentation, affine: { ...augmentation.affine, probability: share / 100 } },
                }))
              }
            />
            <NumberField
              label="Elastic"
              unit="px"
              value={recipe.augmentation.elastic}
              min={0}
              max={50}
              onChange={(elastic) => changeAugmentation({ elastic })}
            />
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
        const isOther = ({ id }: Choice) => id !== pruner.id;
        return (
          <div key={pruner.id} className="col" style={{ gap: 6 }}>
            <Switch
              size="xs"
              label={pruner.label}
              description={pruner.summary}
              checked={chosen !== undefined}
              onChange={({ currentTarget: { checked } }) =>
                changeRecipe(({ pruners: held }) => ({
                  pruners: [
                    ...held.filter(isOther),
                    ...(checked ? [{ id: pruner.id, options: initialValues(pruner.options) }] : []),
                  ],
                }))
              }
            />
            {chosen && (
              <div className={classes.pair}>
                <OptionFields
                  options={pruner.options}
                  values={chosen.options}
                  onChange={(name, value) =>
                    changeRecipe(({ pruners: held }) => ({
                      pruners: held.map((other) => (isOther(other) ? other : withOption(other, name, value))),
                    }))
                  }
                />
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
      <Switch
        size="xs"
        label="Train a U-Net first, as a baseline"
        checked={baselines.length > 0}
        onChange={(event) => changeSetup({ baselines: event.currentTarget.checked ? [BASELINE] : [] })}
      />
      {baselines[0] && (
        <ChoiceFields
          label="Baseline"
          registry={networks}
          value={baselines[0]}
          onChange={(change) => changeSetup(({ baselines: held }) => ({ baselines: held.map(change) }))}
        />
      )}
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
      <ChoiceFields
        label="Proposes by"
        registry={strategies}
        value={strategy}
        disabled={choices.flatMap(({ id, because }) => (because === null ? [] : [id]))}
        onChange={(change) => changeSetup(({ strategy: held }) => ({ strategy: change(held) }))}
      />
      <p className="t3 sm">{strategies.get(strategy.id).summary}</p>
      {missing.length > 0 && <p className="t3 sm">Not for this space: {missing.join("; ")}.</p>}
      <Select
        label="Minimises"
        value={chosen.metric}
        data={objectiveMetrics.map(({ id }) => ({ value: id, label: objectiveLabel(id) }))}
        onChange={(id) => id && changeSetup({ objective: objectiveOf(id) })}
      />
    </>
  );
}

interface ChoiceFieldsProps {
  readonly label: string;
  readonly registry: Registry<Item>;
  /** Ids that cannot be chosen now. */
  readonly disabled?: readonly string[];
  readonly value: Choice;
  /** What becomes of the choice that holds when the change is made. */
  readonly onChange: (change: (held: Choice) => Choice) => void;
}

/** One item of a catalog with its own options below it. */
function ChoiceFields({ label, registry, disabled = [], value, onChange }: ChoiceFieldsProps) {
  return (
    <>
      <Select
        label={label}
        value={value.id}
        data={registry.list.map((item) => ({
          value: item.id,
          label: item.label,
          disabled: disabled.includes(item.id),
        }))}
        onChange={(id) => id && onChange((held) => (held.id === id ? held : { id, options: {} }))}
      />
      <div className={classes.pair}>
        <OptionFields
          options={registry.get(value.id).options}
          values={value.options}
          onChange={(name, next) => onChange((held) => withOption(held, name, next))}
        />
      </div>
    </>
  );
}
