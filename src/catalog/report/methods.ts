import { FEWEST_TRAININGS } from "../../core/judging/verdict/told.ts";
import { RESAMPLES } from "../../core/judging/blockBootstrap.ts";
import { lengthOf, PARTS } from "../../core/image/dataset.ts";
import { shapeText } from "../../core/image/volume.ts";
import { kindOf } from "../../core/stages/index.ts";
import { isSearch } from "../../core/stages/search.ts";
import type { Study } from "../../core/study/study.ts";
import { headlineOf } from "../metrics/index.ts";
import { networks } from "../networks/index.ts";
import { recipeText } from "../recipes/recipeText.ts";
import { spaces } from "../spaces/index.ts";
import { describedStrategies } from "../strategies/described.ts";
import { REFERENCES, STATISTICS } from "./references.ts";

export interface Methods {
  /** For a paper, without its references. */
  readonly paragraph: string;
  readonly references: readonly string[];
}

/** What was done, in sentences that a paper can take over, and what they rest on. */
export function methodsOf(study: Study, version: string): Methods {
  const { task, stages, seed } = study.spec;
  const { split, voxelSizeNm, shape, classes } = task;
  const searches = stages.filter(isSearch);
  const used = searches.flatMap(({ strategy, space, baselines }) => [
    strategy.id,
    space.id,
    ...baselines.map(({ id }) => id),
  ]);
  const size = voxelSizeNm ? ` of ${voxelSizeNm.join(" × ")} nm voxels` : "";
  const parts = PARTS.map((part) => `${lengthOf(split[part])} for ${part === "train" ? "training" : part}`).join(", ");
  const sentences = [
    `Networks were searched and trained with Cristae ${version} (seed ${seed}) on ${task.datasetName}, ${shapeText(shape)} voxels${size}, with ${classes.length} classes (${classes.map(({ name }) => name).join(", ")}).`,
    `Its ${split.axis} were split in blocks: ${parts}.`,
    ...searches.map(
      ({ strategy, space, recipe, trials, baselines }) =>
        `${describedStrategies.get(strategy.id).label} proposed ${trials} networks of the space ${spaces.get(space.id).label}; each was trained for ${recipeText(recipe)}${
          baselines.length > 0
            ? `, as were ${baselines.map(({ id }) => networks.get(id).label).join(" and ")} for comparison`
            : ""
        }.`,
    ),
    ...(stages.length > searches.length
      ? [
          `Further stages: ${stages
            .filter((stage) => !isSearch(stage))
            .map((stage) => kindOf(stage).brief(stage))
            .join(", ")}.`,
        ]
      : []),
    `Scores are ${headlineOf(study).label} on the validation part; 95 % intervals are bootstrapped ${RESAMPLES} times over blocks of it, and differences are paired over the same blocks and corrected for the number of candidates. A difference counts as shown where its interval leaves out 0 and both networks were trained at least ${FEWEST_TRAININGS} times.`,
    study.isTestOpened ? "The test part was opened once networks had been chosen." : "The test part was not opened.",
  ];
  return {
    paragraph: sentences.join(" "),
    references: [...new Set([...used.flatMap((id) => REFERENCES[id] ?? []), ...STATISTICS])],
  };
}
