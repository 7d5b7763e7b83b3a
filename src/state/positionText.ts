import { roleOf } from "../core/study/architecture.ts";
import type { Trial } from "../core/study/trial.ts";

interface Position {
  readonly trial: Trial;
  /** Trials that its stage will have. */
  readonly planned: number;
  readonly step: number;
  readonly steps: number | undefined;
}

/** What runs and how far it is: "Trial 3 of 8, step 20 of 100". What is no number of many is only named: "Shared weights, step 20 of 24". */
export function positionText({ trial: { architecture, label }, planned, step, steps }: Position): {
  readonly name: string;
  readonly step: string;
} {
  const name = roleOf(architecture).name(label);
  return {
    name: /^\d+$/.test(label) ? `${name} of ${planned}` : name,
    step: steps === undefined ? "" : `step ${step} of ${steps}`,
  };
}
