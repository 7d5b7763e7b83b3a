import { expect, test } from "vitest";
import type { Architecture } from "../core/study/architecture.ts";
import { newStudy, toySpec } from "../testing/toyStudy.ts";
import { asked } from "../testing/trialEvents.ts";
import { applyEvent } from "../core/study/study.ts";
import { positionText } from "./positionText.ts";
import { trialName } from "./roomSummary.ts";

const studyWith = (architecture: Architecture, label: string) =>
  applyEvent(newStudy(toySpec()), asked(0, { architecture, label }));

const genotype: Architecture = { kind: "genotype", genotype: null };
const again: Architecture = { kind: "retrained", trial: 0 };

test.each([
  [genotype, "3", "Trial 3 of 8"],
  [genotype, "2.3", "Trial 2.3"],
  [{ kind: "supernet" } satisfies Architecture, "Shared weights 2", "Shared weights 2"],
  [again, "3 again 2", "Trial 3, trained again (2)"],
  [again, "Derived again 2", "Derived, trained again (2)"],
] as const)("%o called %s runs as %s", (architecture, label, name) => {
  const study = studyWith(architecture, label);
  const position = positionText({ trial: study.trials.at(0)!, planned: 8, step: 20, steps: 24 });
  expect(position).toEqual({ name, step: "step 20 of 24" });
});

test("a trial that was trained again is called by what it was before", () => {
  expect(trialName(studyWith(again, "Derived again 2"), 0)).toBe("Derived, trained again (2)");
  expect(trialName(studyWith(again, "3 at 96 px 1"), 0)).toBe("Trial 3 at 96 px (1)");
});
