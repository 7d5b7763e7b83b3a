import { createRandom } from "../random.ts";
import { trialsOf } from "./stages.ts";
import type { RetrainStage } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import { networkArchitecture, numbered, type Asked, type AskingParts } from "./asked.ts";

/** The source again and again, then the baselines as often, then random members: all by one recipe. */
export const nextRetraining = (parts: AskingParts, study: Study, index: number, stage: RetrainStage): Asked | null =>
  nextAgain(study, index, stage) ?? nextBaseline(parts, study, index, stage) ?? nextControl(parts, study, index, stage);

const askedOf = (study: Study, index: number, kind: Trial["architecture"]["kind"]): number =>
  trialsOf(study, index).filter(({ architecture }) => architecture.kind === kind).length;

function nextAgain(study: Study, index: number, stage: RetrainStage): Asked | null {
  const asked = askedOf(study, index, "retrained");
  if (asked >= stage.times) return null;
  const source = study.trials[study.begun[index]![0]!]!;
  const patch = stage.recipe?.patch;
  const how = stage.recipe
    ? `by the recipe of this stage${patch ? `, on patches of ${patch[2]} px` : ""}`
    : "the same network, training numbers and data order";
  const reason = { text: `Trial ${source.label} again from fresh weights, ${asked + 1} of ${stage.times}: ${how}.` };
  return {
    architecture: { kind: "retrained", trial: source.id },
    key: `${source.key}/retrained${patch ? `/${patch.join("x")}` : ""}`,
    reason,
    label: `${source.label}${patch ? ` at ${patch[2]} px` : " again"} ${asked + 1}`,
  };
}

function nextBaseline(
  { catalog }: AskingParts,
  study: Study,
  index: number,
  { baselines = [], times }: RetrainStage,
): Asked | null {
  const asked = askedOf(study, index, "network");
  const network = baselines[Math.floor(asked / times)];
  if (!network) return null;
  return {
    ...networkArchitecture(network),
    reason: { text: `A baseline, trained alike, ${(asked % times) + 1} of ${times}.` },
    label: numbered(catalog.networkLabel(network), study),
  };
}

function nextControl(
  { resolver }: AskingParts,
  study: Study,
  index: number,
  { controls = 0 }: RetrainStage,
): Asked | null {
  const asked = askedOf(study, index, "control");
  if (asked >= controls) return null;
  const space = resolver.space(study, index);
  const genotype = space.views.random.sample(createRandom(study.spec.seed, "controls", index, asked));
  return {
    architecture: { kind: "control", genotype },
    key: space.key(genotype),
    reason: {
      text: `A random member of the space, trained alike, ${asked + 1} of ${controls}: what the search has to beat.`,
    },
    label: numbered("Random", study),
  };
}
