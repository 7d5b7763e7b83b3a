import { expect, test } from "vitest";
import { slurmScript, slurmSeconds } from "./slurm.ts";

test.each([
  ["30", 1_800],
  ["30:15", 1_815],
  ["4:00:00", 14_400],
  ["1-12", 129_600],
  ["1-12:30:00", 131_400],
])("Slurm's time %s is %d seconds", (text, seconds) => expect(slurmSeconds(text)).toBe(seconds));

test.each(["", "soon", "0", "1:2:3:4", "-5"])("%j is no time of Slurm", (text) =>
  expect(() => slurmSeconds(text)).toThrow(/must be a time of Slurm/),
);

test("workers leave by themselves before their time is over, not all at once, and again when Slurm says so", () => {
  const script = slurmScript("/shared/it's.join", { workers: 40, time: "4:00:00", threads: 4, atOnce: 20 });
  expect(script).toContain("#SBATCH --array=1-40%20\n");
  expect(script).toContain("#SBATCH --signal=B:USR1@120\n");
  expect(script).toContain("--lifetime 13800s --stagger 345s --idle 10m");
  expect(script).toContain(`work '/shared/it'\\''s.join' --threads "$SLURM_CPUS_PER_TASK"`);
});
