import { Button, FileButton, Select, Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { Download, FolderOpen } from "lucide-react";
import { type ComponentProps } from "react";
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
import { Fold } from "../controls/Fold.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { OptionFields } from "../controls/OptionFields.tsx";
import { plural } from "../format.ts";
import { saveFile } from "../saveFile.ts";
import { useStudio } from "../studioContext.ts";
import { ChoiceFields } from "./ChoiceFields.tsx";
import { PhaseTimeline } from "./PhaseTimeline.tsx";
import { ScheduleCurve } from "./ScheduleCurve.tsx";
import { viewOf } from "./stages/index.ts";
import { uncapitalised } from "./stages/stageWords.ts";
import classes from "./search.module.css";

/** Groups that are open unless somebody folds them: what is changed in nearly every search. */
const OPEN = ["strategy", "budget"];

const GROUPS = ["strategy", "budget", "training", "patches", "stops"] as const;
type Group = (typeof GROUPS)[number];

/** Which groups are open, kept in this browser. */
const useOpenGroups = () =>
  useLocalStorage<readonly string[]>({
    ...{ key: "cristae-setup-groups", defaultValue: OPEN, getInitialValueInEffect: false },
  });

/** How the first stage proposes networks and trains: groups of fields, those with good defaults folded to a line. */
export function RecipeEditor() {
  const stage = useStudio(({ plan }) => plan[0]!);
  const [open, setOpen] = useOpenGroups();
  const first = viewOf(stage).first;
  const fold = (group: Group) => ({
    isOpen: open.includes(group),
    onToggle: (isOpen: boolean) =>
      setOpen((held) => [...held.filter((other) => other !== group), ...(isOpen ? [group] : [])]),
  });
  const isAllOpen = GROUPS.every((group) => open.includes(group));
  return (
    <section className={`panel ${classes.recipe!}`} aria-label="Recipe">
      <RecipeHead isAllOpen={isAllOpen} onUnfold={() => setOpen(isAllOpen ? OPEN : [...GROUPS])} />
      <div className={classes.fields}>
        <Proposing {...fold("strategy")} />
        <Budget {...fold("budget")} />
        <Training {...fold("training")} />
        <Patches {...fold("patches")} />
        {first?.stopsEarly && <EarlyStops {...fold("stops")} />}
      </div>
    </section>
  );
}

type FoldState = Pick<ComponentProps<typeof Fold>, "isOpen" | "onToggle">;

/** What puts the usual fields of a recipe back; null where they are as usual. */
function useUsual(fields: readonly (keyof Recipe)[]): { readonly onReset: (() => void) | null } {
  const recipe = useStudio(firstRecipe);
  const usual = useStudio((state) => state.usualRecipe);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const valuesOf = (of: Recipe) => JSON.stringify(fields.map((field) => of[field] ?? null));
  if (valuesOf(usual) === valuesOf(recipe)) return { onReset: null };
  const back = Object.fromEntries(fields.map((field) => [field, usual[field]])) as Partial<Recipe>;
  return { onReset: () => changeRecipe(back) };
}

function RecipeHead({ isAllOpen, onUnfold }: { readonly isAllOpen: boolean; readonly onUnfold: () => void }) {
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
      <Button size="xs" variant="subtle" onClick={onUnfold}>
        {isAllOpen ? "Fold" : "Unfold all"}
      </Button>
    </div>
  );
}

/** Who proposes networks, and from which seed. */
function Proposing(fold: FoldState) {
  const stage = useStudio(({ plan }) => plan[0]!);
  const seed = useStudio(({ setup }) => setup.seed);
  const changeSetup = useStudio((state) => state.changeSetup);
  const changeFirst = useStudio((state) => state.changeFirst);
  const first = viewOf(stage).first;
  if (!first) return null;
  return (
    <Fold title={first.proposer} summary={`${uncapitalised(viewOf(stage).words(stage).what)}, seed ${seed}`} {...fold}>
      <first.Proposer stage={stage} onChange={changeFirst} />
      <NumberField
        label="Seed"
        value={seed}
        isWhole
        min={0}
        max={2 ** 32 - 1}
        onChange={(next) => changeSetup({ seed: next })}
      />
    </Fold>
  );
}

function Training(fold: FoldState) {
  const recipe = useStudio(firstRecipe);
  const usual = useUsual(["loss", "optimiser", "schedule", "phases", "bestBy"]);
  const summary = [
    losses.get(recipe.loss.id).label,
    optimisers.get(recipe.optimiser.id).label,
    schedules.get(recipe.schedule.id).label.toLowerCase(),
    ...(recipe.phases ? [plural(recipe.phases.length, "phase")] : []),
  ].join(", ");
  return (
    <Fold title="Training" summary={summary} {...fold} {...usual}>
      <RecipeChoice label="Loss" field="loss" registry={losses} />
      <RecipeChoice label="Optimiser" field="optimiser" registry={optimisers} />
      <RecipeChoice label="Schedule" field="schedule" registry={schedules} />
      <ScheduleCurve recipe={recipe} />
      <PhaseTimeline />
      <CountedEvaluation />
    </Fold>
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

function Budget(fold: FoldState) {
  const stage = useStudio(({ plan }) => plan[0]!);
  const { recipe, memoryCap } = useStudio(({ plan }) => beginningOf(plan));
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const changeFirst = useStudio((state) => state.changeFirst);
  const changeMemoryCap = useStudio((state) => state.changeMemoryCap);
  const first = viewOf(stage).first;
  const usual = useUsual(["steps", "evaluateEvery", "patch", "batch", "input", "trainingShare"]);
  const [depth, , side] = recipe.patch;
  const patch = `${depth > 1 ? `${depth} × ` : ""}${side} × ${side}`;
  return (
    <Fold
      title="Budget"
      summary={`${plural(recipe.steps, "step")}, ${patch}, batch ${recipe.batch}`}
      {...fold}
      {...usual}
    >
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
    </Fold>
  );
}

/** Where patches are drawn, how voxels weigh, and how patches vary. */
function Patches(fold: FoldState) {
  const recipe = useStudio(firstRecipe);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const usual = useUsual(["voxelWeights", "patchSampling", "augmentation"]);
  return (
    <Fold title="Patches" summary={patchesText(recipe)} {...fold} {...usual}>
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
    </Fold>
  );
}

/** "as is usual, flips, quarter turns, brightness" */
function patchesText({ patchSampling, augmentation }: Recipe): string {
  const {
    flips,
    quarterTurns,
    intensity,
    contrast = intensity,
    brightness = intensity,
    elastic,
    affine,
  } = augmentation;
  return [
    SAMPLING_LABELS[patchSampling].replace(/:.*/, ""),
    flips && "flips",
    quarterTurns && "quarter turns",
    (contrast > 0 || brightness > 0) && "greys",
    affine.probability > 0 && "turned and scaled",
    elastic > 0 && "elastic",
  ]
    .filter(Boolean)
    .join(", ");
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
function EarlyStops(fold: FoldState) {
  const recipe = useStudio(firstRecipe);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  const usual = useUsual(["pruners"]);
  const names = recipe.pruners.map(({ id }) => pruners.get(id).label);
  return (
    <Fold title="Early stops" summary={names.join(", ") || "none"} {...fold} {...usual}>
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
    </Fold>
  );
}
