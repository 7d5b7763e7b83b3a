import { expect, test } from "vitest";
import { createStopper } from "../core/run/signal.ts";
import { createControl, isSlow, mayAsk } from "./control.ts";
import { createCrew, type Machine } from "./crew.ts";

function crewOf(...paces: readonly (number | null)[]): readonly Machine[] {
  const crew = createCrew(() => 0, 1);
  return paces.map((pace) =>
    Object.assign(crew.join({ build: "", name: "", device: "simd", cores: 1, slots: 1 }), { stepsPerSecond: pace }),
  );
}

test("slow is who makes less than a third of the steps of the middle one, once three are known", () => {
  const machines = crewOf(3, 10, 12, null);
  expect(machines.map((machine) => isSlow(machine, machines))).toEqual([true, false, false, false]);
  const [edge, ...others] = crewOf(4, 10, 12);
  expect(isSlow(edge!, [edge!, ...others])).toBe(false);
  const two = crewOf(1, 10);
  expect(isSlow(two[0]!, two)).toBe(false);
});

test("a slow machine gets none of the last trials, and all before", async () => {
  const machines = crewOf(1, 10, 12);
  const ask = (machine: Machine, left: number) => {
    const until = createStopper();
    setTimeout(() => until.stop("late"), 50);
    return mayAsk({ control: createControl(), machine, machines: () => machines, left: () => left }, until.signal);
  };
  expect(await ask(machines[0]!, 3)).toBe(true);
  expect(await ask(machines[0]!, 2)).toBe(false);
  expect(await ask(machines[1]!, 2)).toBe(true);
});
