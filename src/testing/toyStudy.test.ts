import { StudioError } from "../core/errors.ts";
import { evaluatorContract } from "./evaluatorContract.ts";
import { toyEvaluator } from "./toyStudy.ts";

evaluatorContract("the toy", () => {
  const dead = new Set<number>();
  const misbehave = (trial: number) => {
    if (dead.delete(trial)) throw new StudioError("WorkerCrashed", "The toy is broken.");
  };
  return { evaluator: toyEvaluator(2, misbehave), crash: (trial) => void dead.add(trial) };
});
