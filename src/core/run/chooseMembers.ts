import { StudioError } from "../errors.ts";
import type { Resolver } from "../stages/resolve.ts";
import { roleOf } from "../study/architecture.ts";
import type { Trial } from "../study/trial.ts";
import type { AttemptParts } from "./attempt.ts";
import { beginningsOf } from "./beginnings.ts";
import { candidateOf } from "./candidates.ts";
import type { ChoosingHooks } from "./evaluator.ts";
import { candidateMembers } from "./members.ts";
import type { StopSignal } from "./signal.ts";

type ChoosingParts = Pick<AttemptParts, "evaluator" | "study" | "record"> & { readonly resolver: Resolver };

/** Goes on with choosing the members of an ensemble, where they are chosen; every round is logged. */
export async function chooseMembers(
  { id, architecture }: Trial,
  parts: ChoosingParts,
  signal: StopSignal,
): Promise<void> {
  const { evaluator, study, record, resolver } = parts;
  const choice = roleOf(architecture).choice(architecture);
  if (!choice) return;
  const trial = study().trials.at(id)!;
  const candidates = candidateMembers(study(), trial, resolver);
  for (const candidate of candidates)
    if (!(await evaluator.isKept(candidate))) await trainAgain(study().trials.at(candidate.trial)!, parts, signal);
  const hooks: ChoosingHooks = {
    compared: (pairs) => void record({ type: "candidatesCompared", trial: id, pairs }),
    added: (addition) => void record({ type: "memberAdded", trial: id, ...addition }),
  };
  await evaluator.choose(candidates, { ...choice, before: trial.additions ?? [] }, hooks, signal);
}

/** Trains what was trained before, as it was: for weights that were not kept. Its trial has ended; nothing more is logged of it. */
async function trainAgain(
  trial: Trial,
  { evaluator, study, resolver }: ChoosingParts,
  signal: StopSignal,
): Promise<void> {
  const found = resolver.resolve(study(), trial.stage, trial.architecture);
  if ("illegal" in found) throw new StudioError("IllegalNetwork", found.illegal);
  const begun = beginningsOf(study(), found.recipe);
  if ("missing" in begun) throw new StudioError("NotFound", begun.missing);
  const silent = { started: () => undefined, reported: () => undefined, progressed: () => undefined };
  await evaluator.evaluate(candidateOf(study(), trial, found, begun), silent, signal);
  await evaluator.settle(trial.id);
}
