import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spaces } from "../../catalog/spaces/index.ts";
import { StudioError } from "../../core/errors.ts";
import { foldEvents, type SearchStage } from "../../core/search/study.ts";
import { latestScores } from "../../core/search/trial.ts";
import { openNodeFileStore } from "../../storage/nodeFileStore.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { readDataset, type DataFlags } from "../input.ts";
import { scoresJson, type Output } from "../output.ts";
import { runToEnd, type RunFlags } from "../run.ts";
import { makeSpec, networkChoice, readJson, readMemoryCap, readRecipe, type RecipeFlags } from "../spec.ts";
import { createOnDisk } from "../studyOnDisk.ts";
import { choiceSchema, parseWith } from "../../core/search/recipeSchema.ts";

export interface TrainFlags extends DataFlags, RecipeFlags, RunFlags {
  readonly network?: string;
  readonly set?: string | readonly string[];
  readonly seed?: number;
  readonly memoryCap?: number;
  readonly out?: string;
}

/** `cristae train`: one network of the catalog, as a study with a single pinned trial. */
export async function train(flags: TrainFlags, output: Output): Promise<void> {
  const settings = flags.set === undefined ? [] : [flags.set].flat();
  const network = flags.network?.endsWith(".json") ? parseWith(choiceSchema, "The network", await readJson(flags.network)) : networkChoice(flags.network ?? "unet", settings);
  const { dataset, source } = await readDataset(flags, output);
  const [space] = spaces.list;
  const stage: SearchStage = {
    kind: "search",
    space: { id: space!.id, settings: space!.presets[0]!.settings },
    strategy: { id: "random", options: {} },
    recipe: await readRecipe(flags),
    trials: 0,
    objective: "meanIou",
    memoryCap: readMemoryCap({ ...flags, workers: 1 }),
    baselines: [network],
  };
  const spec = makeSpec(`${network.id} on ${dataset.name}`, dataset, [stage, { kind: "test", from: [0] }], flags.seed ?? 0);
  const created = { type: "studyCreated", spec } as const;
  const temporary = flags.out === undefined ? await mkdtemp(join(tmpdir(), "cristae-")) : null;
  try {
    const disk = flags.out === undefined ? null : await createOnDisk(flags.out);
    const folder = disk?.folder ?? openStudyFolder(openNodeFileStore(temporary!), "");
    await folder.writeSource(source);
    await folder.log.append([created]);
    const { study } = await runToEnd(foldEvents([created])!, dataset, folder, { ...flags, workers: 1 }, output);
    await disk?.pack();
    const trial = study.trials[0];
    if (trial?.status !== "finished") throw new StudioError("Cancelled", `The training ended as "${trial?.status ?? "nothing"}"${trial && "because" in trial ? `: ${trial.because}` : trial && "error" in trial ? `: ${trial.error.message}` : ""}.`);
    const scores = scoresJson(latestScores(trial)!);
    output.say(`mean IoU ${scores.meanIou.toFixed(4)}, mean Dice ${scores.meanDice.toFixed(4)} on the validation slices, after ${trial.seconds.toFixed(1)} s`);
  } finally {
    if (temporary) await rm(temporary, { recursive: true, force: true });
  }
}
