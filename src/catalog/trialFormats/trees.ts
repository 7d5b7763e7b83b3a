import { figureSvg } from "../../core/figure/figureSvg.ts";
import { treeGallery, type DrawnTree } from "../../core/figure/treeGallery.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import { originOf } from "../../core/stages/origin.ts";
import { genotypeOf } from "../../core/study/architecture.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { planCatalog } from "../planCatalog.ts";
import { textFile, type TrialFormat } from "./trialFormat.ts";

/** More would be no figure any more. */
const MOST = 24;

/** The poster's first figure: module trees with what they add to what they inherit, the best first. */
export default {
  id: "trees",
  label: "Gallery of trees",
  summary: "the best module trees drawn beside each other with their deltas, as a figure",
  extension: "svg",
  write(name, { study, trials }) {
    const scoreOf = (trial: Trial) => headlineScore(study, trial) ?? -Infinity;
    const trees = trials
      .toSorted((a, b) => scoreOf(b) - scoreOf(a) || a.id - b.id)
      .flatMap((trial) => treeOf(study, trial));
    return [textFile(`${name}.svg`, figureSvg(treeGallery(trees.slice(0, MOST))))];
  },
} satisfies TrialFormat;

/** None of a trial that is no member of a space of trees. */
function treeOf(study: Study, trial: Trial): readonly DrawnTree[] {
  const genotype = genotypeOf(trial);
  if (genotype === null) return [];
  const { space } = originOf(study, trial.stage);
  // Members of others are numbers of a training, not networks.
  if (planCatalog.space(space.id).searches !== "architecture") return [];
  const view = planCatalog.views(space).tree;
  if (!view) return [];
  const score = headlineScore(study, trial);
  return [{ title: `Trial ${trial.label}${score === null ? "" : `  ${score.toFixed(3)}`}`, genotype, view }];
}
