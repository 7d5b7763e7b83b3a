import { Button, FileButton, Select, Switch } from "@mantine/core";
import { Download, FolderOpen } from "lucide-react";
import { metrics } from "../../catalog/metrics/index.ts";
import { headlineMetric } from "../../core/judging/headline.ts";
import { losses } from "../../catalog/losses/index.ts";
import { optimisers } from "../../catalog/optimisers/index.ts";
import { pruners } from "../../catalog/pruners/index.ts";
import { schedules } from "../../catalog/schedules/index.ts";
import { initialValues, withOption, type Choice, type OptionSet } from "../../core/options.ts";
import type { Registry } from "../../core/registry.ts";
import { INPUTS, type Recipe } from "../../core/space/recipe.ts";
import { PATCH_SAMPLINGS, RARE_SHARE, samplingReason, type PatchSampling } from "../../core/image/patchSampling.ts";
import type { Augmentation } from "../../core/image/augment.ts";
import type { DataState } from "../../worker/studioApi.ts";
import { beginningOf, firstRecipe } from "../../state/planSlice.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { OptionFields } from "../controls/OptionFields.tsx";
import { saveFile } from "../saveFile.ts";
import { useStudio } from "../studioContext.ts";
import { ChoiceFields } from "./ChoiceFields.tsx";
import { PhaseTimeline } from "./PhaseTimeline.tsx";
import { ScheduleCurve } from "./ScheduleCurve.tsx";
import { viewOf } from "./stages/index.ts";
import classes from "./search.module.css";

/** How the first stage proposes networks and trains: one column of fields, the schedule drawn as a curve. */
export function RecipeEditor() {
  const stage = useStudio(({ plan }) => plan[0]!);
  const first = viewOf(stage).first;
  return (
    <section className={`panel ${classes.recipe!}`} aria-label="Recipe">
      <RecipeHead />
      <div className={classes.fields}>
        <Proposing />
        <Training />
        <Budget />
        <Patches />
        {first?.stopsEarly && <EarlyStops />}
      </div>
    </section>
  );
}

function RecipeHead() {
  const recipe = useStudio(firstRecipe);
  const resetRecipe = useStudio((state) => state.resetRecipe);
  const loadRecipe = useStudio((state) => state.loadRecipe);
  const save = () =>
    saveFile("recipe.json", new TextEncoder().encode(JSON.stringify(recipe, null, 2)), "application/json");
  return (
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
      <Button size="xs" variant="subtle" leftSection={<Download aria-hidden />} onClick={save}>
        Save
      </Button>
      <Button size="xs" variant="subtle" onClick={resetRecipe}>
        Reset
      </Button>
    </div>
  );
}

/** Who proposes networks, and from which seed. */
function Proposing() {
  const stage = useStudio(({ plan }) => plan[0]!);
  const seed = useStudio(({ setup }) => setup.seed);
  const changeSetup = useStudio((state) => state.changeSetup);
  const changeFirst = useStudio((state) => state.changeFirst);
  const first = viewOf(stage).first;
  if (!first) return null;
  return (
    <fieldset>
      <legend>{first.proposer}</legend>
      <first.Proposer stage={stage} onChange={changeFirst} />
      <NumberField
        label="Seed"
        value={seed}
        isWhole
        min={0}
        max={2 ** 32 - 1}
        onChange={(next) => changeSetup({ seed: next })}
      />
    </fieldset>
  );
}

function Training() {
  const recipe = useStudio(firstRecipe);
  return (
    <fieldset>
      <legend>Training</legend>
      <RecipeChoice label="Loss" field="loss" registry={losses} />
      <RecipeChoice label="Optimiser" field="optimiser" registry={optimisers} />
      <RecipeChoice label="Schedule" field="schedule" registry={schedules} />
      <ScheduleCurve recipe={recipe} />
      <PhaseTimeline />
      <CountedEvaluation />
    </fieldset>
  );
}

/** Whether a network is worth what it scored last, or what it scored at best. */
function CountedEvaluation() {
  const bestBy = useStudio((state) => firstRecipe(state).bestBy);
  const plan = useStudio((state) => state.plan);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const metric = bestBy ?? headlineMetric({ spec: { stages: plan } });
  return (
    <Select
      label="Score and weights that count"
      size="xs"
      value={typeof bestBy === "string" ? "best" : "last"}
      onChange={(value) => changeRecipe({ bestBy: value === "best" ? metric : null })}
      data={[
        { value: "last", label: "of the last step" },
        { value: "best", label: `of the best evaluation, by ${metrics.get(metric).label}` },
      ]}
      allowDeselect={false}
    />
  );
}

interface RecipeChoiceProps {
  readonly label: string;
  readonly field: "loss" | "optimiser" | "schedule";
  readonly registry: Registry<{ readonly id: string; readonly label: string; readonly options: OptionSet }>;
}

/** One item of a catalog that the recipe names. */
function RecipeChoice({ label, field, registry }: RecipeChoiceProps) {
  const value = useStudio((state) => firstRecipe(state)[field]);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const change = (next: (held: Choice) => Choice) =>
    changeRecipe((recipe): Partial<Recipe> => ({ [field]: next(recipe[field]) }));
  return (
    <ChoiceFields
      label={label}
      registry={registry}
      value={value}
      onChoose={(choice) => change(() => choice)}
      onOption={(name, next) => change((held) => withOption(held, name, next))}
    />
  );
}

const INPUT_LABELS: Readonly<Record<(typeof INPUTS)[number], string>> = {
  patches: "patches",
  wholeImage: "whole images, resampled to the size of a patch",
};

function Budget() {
  const stage = useStudio(({ plan }) => plan[0]!);
  const { recipe, memoryCap } = useStudio(({ plan }) => beginningOf(plan));
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const changeFirst = useStudio((state) => state.changeFirst);
  const changeMemoryCap = useStudio((state) => state.changeMemoryCap);
  const first = viewOf(stage).first;
  return (
    <fieldset>
      <legend>Budget</legend>
      {first && <first.Length stage={stage} onChange={changeFirst} />}
      <Select
        label="Networks see"
        size="xs"
        value={recipe.input ?? "patches"}
        onChange={(input) => input && changeRecipe({ input })}
        data={INPUTS.map((value) => ({ value, label: INPUT_LABELS[value] }))}
        allowDeselect={false}
      />
      <div className={classes.pair}>
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
          label="Training data used"
          unit="%"
          value={Math.round(100 * (recipe.trainingShare ?? 1))}
          min={1}
          max={100}
          isWhole
          onChange={(share) => changeRecipe({ trainingShare: share / 100 })}
        />
        <NumberField
          label="Memory cap"
          unit="MB"
          value={Math.round(memoryCap / 1e6)}
          min={10}
          max={64_000}
          isWhole
          step={100}
          onChange={(cap) => changeMemoryCap(cap * 1e6)}
        />
      </div>
    </fieldset>
  );
}

/** Where patches are drawn, how voxels weigh, and how patches vary. */
function Patches() {
  const recipe = useStudio(firstRecipe);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  return (
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
      <PatchSamplingField />
      <AugmentationFields />
    </fieldset>
  );
}

const SAMPLING_LABELS: Readonly<Record<PatchSampling, string>> = {
  usual: "as is usual: by class where a class is rare",
  uniform: "anywhere alike",
  classBalanced: "by class: centred on every class alike",
};

/** Where patches are drawn; of the usual choice, what it comes to on the open data and why. */
function PatchSamplingField() {
  const { patchSampling } = useStudio(firstRecipe);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const data = useStudio((state) => state.data);
  return (
    <Select
      label="Patches are drawn"
      size="xs"
      value={patchSampling}
      onChange={(chosen) => chosen && changeRecipe({ patchSampling: chosen })}
      data={PATCH_SAMPLINGS.map((value) => ({ value, label: SAMPLING_LABELS[value] }))}
      allowDeselect={false}
      {...(patchSampling === "usual" && { description: usualSamplingText(data) })}
    />
  );
}

function usualSamplingText(data: DataState | null): string {
  const limit = `${100 * RARE_SHARE} % of the labelled training voxels`;
  if (!data?.mapping || !data.trainingVoxels) return `By class where one has under ${limit}.`;
  return samplingReason(data.mapping.classes, data.trainingVoxels) ?? `Anywhere alike, as no class has under ${limit}.`;
}

function AugmentationFields() {
  const { augmentation } = useStudio(firstRecipe);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const change = (next: Partial<Augmentation>) =>
    changeRecipe(({ augmentation: held }) => ({ augmentation: { ...held, ...next } }));
  return (
    <>
      <Switch
        size="xs"
        label="Flips"
        checked={augmentation.flips}
        onChange={(event) => change({ flips: event.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label="Quarter turns"
        checked={augmentation.quarterTurns}
        onChange={(event) => change({ quarterTurns: event.currentTarget.checked })}
      />
      <div className={classes.pair}>
        <NumberField
          label="Contrast change"
          value={augmentation.contrast ?? augmentation.intensity}
          min={0}
          max={1}
          step={0.05}
          onChange={(contrast) => change({ contrast })}
        />
        <NumberField
          label="Brightness change"
          unit="deviations"
          value={augmentation.brightness ?? augmentation.intensity}
          min={0}
          max={10}
          step={0.05}
          onChange={(brightness) => change({ brightness })}
        />
        <NumberField
          label="Turned, moved, scaled"
          unit="% of patches"
          value={Math.round(augmentation.affine.probability * 100)}
          min={0}
          max={100}
          onChange={(share) =>
            changeRecipe(({ augmentation: held }) => ({
              augmentation: { ...held, affine: { ...held.affine, probability: share / 100 } },
            }))
          }
        />
        <NumberField
          label="Largest angle"
          unit="°"
          value={augmentation.affine.rotation}
          min={0}
          max={180}
          onChange={(rotation) =>
            changeRecipe(({ augmentation: held }) => ({
              augmentation: { ...held, affine: { ...held.affine, rotation } },
            }))
          }
        />
        <NumberField
          label="Elastic"
          unit="px"
          value={augmentation.elastic}
          min={0}
          max={50}
          onChange={(elastic) => change({ elastic })}
        />
      </div>
    </>
  );
}

/** When a candidate is given up before its last step. */
function EarlyStops() {
  const recipe = useStudio(firstRecipe);
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
