import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.ts";
import { runStudy } from "../../core/search/runStudy.ts";
import { createStopper } from "../../core/search/signal.ts";
import { foldEvents } from "../../core/search/study.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySpec } from "../../testing/toyStudy.ts";
import { strategies } from "./index.ts";

const never = createStopper().signal;

describe.each(strategies.list.map(({ id }) => id))("strategy %s", (id) => {
  const spec = toySpec({ strategy: { id, options: {} }, trials: 5 });
  const run = async (events = [{ type: "studyCreated", spec } as const]) => {
    const log = arrayLog();
    await log.append(events);
    await runStudy(foldEvents(log.events)!, toyParts(spec, toyEvaluator(), log), { interrupt: never }).done;
    return log.events;
  };

  test("proposes what decodes, with a reason in words", async () => {
    const study = foldEvents(await run())!;
    expect(study.trials).toHaveLength(5);
    for (const trial of study.trials) expect(trial.reason.text).toMatch(/\.$/);
    expect(study.trials.filter(({ status }) => status === "finished").length).toBeGreaterThan(0);
  });

  test("continues an interrupted run as if nothing had happened", async () => {
    const whole = await run();
    const cut = whole.findIndex((event) => event.type === "trialEnded" && event.trial === 2);
    const resumed = await run(whole.slice(0, cut + 1) as never);
    const keys = (events: typeof whole) => foldEvents(events)!.trials.map(({ key }) => key);
    expect(keys(resumed)).toEqual(keys(whole));
  });

  test("never changes what it was told", () => {
    const strategy = strategies.get(id);
    const { space } = toyParts(spec, toyEvaluator(), arrayLog());
    const memory = strategy.begin();
    const ask = () => strategy.ask(memory, { space, options: {}, random: createRandom("ask"), asked: 0, budget: 5 });
    expect(ask()).toEqual(ask());
  });
});

test("ranges that allow no legal network are named after 100 draws", () => {
  const spec = toySpec();
  const { space } = toyParts({ ...spec, stages: [{ ...spec.stages[0]!, recipe: { ...spec.stages[0]!.recipe, patch: [1, 63, 63] } }] }, toyEvaluator(), arrayLog());
  const context = { space, options: {}, random: createRandom(1), asked: 0, budget: 5 };
  expect(() => strategies.get("hierarchical-random").ask(null, context)).toThrow(/100 draws in a row.*63 px cannot be halved/);
  expect(newStudy(spec).trials).toEqual([]);
});
