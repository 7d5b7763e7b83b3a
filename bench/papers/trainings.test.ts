import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createOutput } from "../../src/cli/output.ts";
import { StudioError } from "../../src/core/errors.ts";
import { createNetworkBuilder } from "../../src/core/network/builder.ts";
import { createStopper } from "../../src/core/run/signal.ts";
import { toyEvaluator, toyRecipe } from "../../src/testing/toyStudy.ts";
import { trainAll, type PlannedTraining } from "./trainings.ts";

const builder = createNetworkBuilder({ channels: 1, classes: 2, patch: [1, 64, 64] });
const network = builder.finish(builder.conv("head", { kernels: 2, size: 1 }, "input"));
const planned = (keys: readonly string[]): readonly PlannedTraining[] =>
  keys.map((key) => ({ key, candidate: { network, recipe: toyRecipe, seed: key, dataSeed: key } }));

const runOf = async (evaluator: ReturnType<typeof toyEvaluator>) => ({
  file: join(await mkdtemp(join(tmpdir(), "papers-")), "trainings.jsonl"),
  evaluator,
  stop: createStopper().signal,
  output: { ...createOutput(true), note: () => undefined },
});

test("equal keys are trained once; what the file holds is not trained again, a line that was cut off is", async () => {
  const evaluator = toyEvaluator(2);
  const run = await runOf(evaluator);
  const first = await trainAll(planned(["a", "b", "a"]), run);
  expect([...first.keys()].toSorted()).toEqual(["a", "b"]);
  expect(first.get("a")).toMatchObject({
    parameters: 4,
    scores: { values: { meanIou: expect.any(Number) as number } },
  });
  const kept = await readFile(run.file, "utf8");
  await writeFile(run.file, `${kept}{"key":"c","para`);
  await trainAll(planned(["a", "b"]), run);
  expect(evaluator.trained).toHaveLength(2);
  await trainAll(planned(["a", "b", "c"]), run);
  expect(evaluator.trained).toHaveLength(3);
  expect([...(await trainAll([], run)).keys()].toSorted()).toEqual(["a", "b", "c"]);
});

test("a training that fails is kept with its reason, and the others go on", async () => {
  const evaluator = toyEvaluator(1, (trial) => {
    if (trial === 0) throw new StudioError("NotANumber", "The loss is NaN.");
  });
  const ended = await trainAll(planned(["a", "b"]), await runOf(evaluator));
  expect(ended.get("a")).toMatchObject({ scores: null, error: { name: "NotANumber" } });
  expect(ended.get("b")?.scores).not.toBeNull();
});

test("what was stopped is not kept", async () => {
  const stopper = createStopper();
  const run = {
    ...(await runOf(toyEvaluator(1, (_, step) => step === 20 && stopper.stop("enough")))),
    stop: stopper.signal,
  };
  expect(await trainAll(planned(["a", "b"]), run)).toEqual(new Map());
});
