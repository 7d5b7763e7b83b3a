import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.ts";
import { runStrategy, seededStreams, type StrategyRun } from "../../../core/strategy/runStrategy.ts";
import { proposalSpace, type DecisionsView, type ProposalSpace } from "../../../core/space/space.ts";
import type { Told } from "../../../core/strategy/strategy.ts";
import type { SegArch } from "../../spaces/autosegnet/genotype.ts";
import { presets } from "../../spaces/autosegnet/settings.ts";
import autosegnet from "../../spaces/autosegnet/space.ts";
import { createController, replay, sample, type Controller, type ControllerLook, type Roll } from "./controller.ts";
import { addGradient } from "./gradient.ts";
import { createLearner, logitGradient, movedBaseline, uniformEntropy, type LearnerOptions } from "./learner.ts";
import { lstmStep } from "./lstm.ts";
import { divergenceGradient, entropyGradient, entropyOf, policyGradient, shaped, softmax } from "./policy.ts";
import reinforce, { rewardOf } from "./reinforce.ts";
import { zerosLike } from "./weights.ts";

const close = (found: Iterable<number>, expected: readonly number[], digits = 6) =>
  [...found].forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, digits));

/** One cell of two inputs and two operations, and a gate: 32 members. */
const toy: DecisionsView<readonly number[]> = {
  vocabularies: { operation: ["a", "b", "c"] },
  steps: [
    { kind: "node", name: "input0", isBlank: true },
    { kind: "node", name: "input1", isBlank: true },
    { kind: "pointer", name: "in1", nodes: ["input0", "input1"] },
    { kind: "pointer", name: "in2", nodes: ["input0", "input1"] },
    { kind: "choice", name: "op1", vocabulary: "operation", words: [0, 2] },
    { kind: "choice", name: "op2", vocabulary: "operation", words: [0, 2] },
    { kind: "node", name: "cell0", isBlank: false },
    { kind: "gate", name: "skip", node: "cell0" },
  ],
  fromChoices: (choices) => choices,
  toChoices: (genotype) => genotype,
};
const toyMembers = Array.from({ length: 32 }, (_, number) =>
  Array.from({ length: 5 }, (_one, bit) => (number >> bit) & 1),
);

/** Two choices of four words each. */
const bandit: DecisionsView<readonly number[]> = {
  vocabularies: { arm: ["0", "1", "2", "3"] },
  steps: [0, 1].map((index) => ({ kind: "choice", name: `arm${index}`, vocabulary: "arm", words: [0, 1, 2, 3] })),
  fromChoices: (choices) => choices,
  toChoices: (genotype) => genotype,
};

const look = (hidden: number, bound = 2.5): ControllerLook => ({
  hidden,
  pointing: { temperature: 1, bound },
  choosing: { temperature: 1, bound },
});
const learning = (changes: Partial<LearnerOptions> = {}): LearnerOptions => ({
  ...look(64),
  learningRate: 5e-4,
  beta1: 0.9,
  epsilon: 1e-8,
  baselineDecay: 0.95,
  entropyWeight: 0,
  entropyActs: "reward",
  gatePenalty: 0,
  ...changes,
});

/** Weights so large that every nonlinearity bends. */
function bentController(): Controller {
  const controller = createController(toy, look(4), createRandom("bent"));
  controller.weights.flat.forEach((value, index) => (controller.weights.flat[index] = 8 * value));
  return controller;
}

test("two steps of a cell of size 2 with all weights 0.1 (spec 3.4)", () => {
  const weights = new Float64Array(4 * 8).fill(0.1);
  const first = lstmStep(weights, Float64Array.of(1, 0), { hidden: new Float64Array(2), cell: new Float64Array(2) });
  close(first.gates, [0.524979, 0.524979, 0.524979, 0.524979, 0.524979, 0.524979, 0.099668, 0.099668]);
  close([...first.cell, ...first.hidden], [0.052324, 0.052324, 0.027444, 0.027444]);
  const second = lstmStep(weights, Float64Array.of(0, 1), first);
  close([...second.cell, ...second.hidden], [0.082859, 0.082859, 0.043513, 0.043513]);
});

describe("logits (spec 3.4)", () => {
  test.each([
    [1.5, 0.87],
    [2.5, 0.98],
    [0.44, 0.446],
  ])("a bound of %f allows a probability of %f for one of four", (bound, expected) => {
    const { values } = shaped(Float64Array.of(1e6, -1e6, -1e6, -1e6), { temperature: 1, bound });
    expect(softmax(values)[0]).toBeCloseTo(expected, 3);
  });

  test("gradients: A(p − e), the slope of the bound, entropy and divergence against differences", () => {
    const even = new Float64Array(4).fill(0.25);
    expect([...policyGradient(even, 2, 1)]).toEqual([0.25, 0.25, -0.75, 0.25]);
    close(shaped(Float64Array.of(0, 0.6), { temperature: 2, bound: 2.5 }).slopes, [
      1.25,
      1.25 * (1 - Math.tanh(0.3) ** 2),
    ]);
    expect(shaped(Float64Array.of(3), { temperature: 2, bound: 0 })).toEqual({
      values: Float64Array.of(1.5),
      slopes: Float64Array.of(0.5),
    });
    const logits = Float64Array.of(0.4, -1.1);
    const slopeOf = (of: (p: Float64Array) => number) =>
      logits.map(
        (_, index) =>
          (of(softmax(logits.with(index, logits[index]! + 1e-5))) -
            of(softmax(logits.with(index, logits[index]! - 1e-5)))) /
          2e-5,
      );
    close(entropyGradient(softmax(logits)), [...slopeOf((p) => -entropyOf(p))]);
    close(divergenceGradient(softmax(logits), [0.6, 0.4]), [
      ...slopeOf((p) => p[0]! * Math.log(p[0]! / 0.6) + p[1]! * Math.log(p[1]! / 0.4)),
    ]);
  });
});

describe("the controller", () => {
  test("uniform choices have 14.673874 nats a layer, 44.021621 for three, and ln 2 for every skip (spec 3.4)", () => {
    const most = (extent: number) =>
      uniformEntropy(
        autosegnet.bind(presets[0]!.settings, { channels: 1, classes: 2, patch: [1, extent, extent] }).views
          .decisions as DecisionsView,
      );
    expect(most(16)).toBeCloseTo(44.021621, 6);
    expect(most(16) / 3).toBeCloseTo(14.673874, 6);
    expect(most(512)).toBeCloseTo(44.021621 + 5 * Math.LN2, 6);
  });

  test("replaying a sample gives its probability, and those of all members sum to 1 (spec 3.9)", () => {
    const controller = bentController();
    const roll = sample(controller, createRandom("roll"));
    expect(replay(controller, roll.choices)).toEqual(roll);
    expect(
      toyMembers.reduce((sum, choices) => sum + Math.exp(replay(controller, choices).logProbability), 0),
    ).toBeCloseTo(1, 12);
  });

  test("samples follow the probabilities", () => {
    const controller = bentController();
    const random = createRandom("frequencies");
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 4000; draw++) {
      const { choices } = sample(controller, random);
      counts.set(choices.join(), (counts.get(choices.join()) ?? 0) + 1);
    }
    for (const choices of toyMembers) {
      const expected = 4000 * Math.exp(replay(controller, choices).logProbability);
      expect(Math.abs((counts.get(choices.join()) ?? 0) - expected)).toBeLessThan(4.5 * Math.sqrt(expected + 1));
    }
  });

  test.each([
    [1.3, 0, 0],
    [-0.7, 0.5, 0],
    [0, 0, 0.8],
  ])(
    "its gradient is that of differences: advantage %f, entropy %f, gates %f",
    (advantage, entropyWeight, gateWeight) => {
      const controller = bentController();
      const { flat } = controller.weights;
      const loss = ({ logProbability, entropy, decisions }: Roll) => {
        const [closed, open] = decisions.at(-1)!.probabilities as unknown as [number, number];
        return (
          -advantage * logProbability -
          entropyWeight * entropy +
          gateWeight * (closed * Math.log(closed / 0.6) + open * Math.log(open / 0.4))
        );
      };
      const gradient = zerosLike(controller.weights);
      for (const choices of [
        [1, 0, 1, 0, 1],
        [0, 1, 1, 1, 0],
      ]) {
        gradient.flat.fill(0);
        addGradient(
          controller,
          replay(controller, choices),
          logitGradient(advantage, entropyWeight, gateWeight),
          gradient,
        );
        const differences = flat.map((value, index) => {
          const at = (shifted: number) => {
            flat[index] = shifted;
            const result = loss(replay(controller, choices));
            flat[index] = value;
            return result;
          };
          return (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
        });
        close(gradient.flat, [...differences], 7);
        expect(Math.max(...gradient.flat.map(Math.abs))).toBeGreaterThan(0.01);
      }
    },
  );

  test("no advantage, no gradient", () => {
    const controller = bentController();
    const gradient = zerosLike(controller.weights);
    addGradient(controller, replay(controller, toyMembers[7]!), logitGradient(0, 0, 0), gradient);
    expect(gradient.flat.every((slope) => Math.abs(slope) === 0)).toBe(true);
  });
});

describe("learning", () => {
  test("a baseline from 0 is at 0.076 after 100 rewards of 0.8 with decay 0.999, at 0.795 with 0.95; the first reward begins it (spec 3.4)", () => {
    const after = (decay: number) =>
      Array.from({ length: 100 }).reduce((baseline: number) => movedBaseline(baseline, 0.8, decay), 0);
    expect(after(0.999)).toBeCloseTo(0.076, 3);
    expect(after(0.95)).toBeCloseTo(0.795, 3);
    expect(movedBaseline(null, 0.8, 0.95)).toBe(0.8);
  });

  test("the first reward teaches nothing, and neither does a cancelled trial", () => {
    const learner = createLearner(toy, learning(), createRandom(1));
    const before = learner.controller.weights.flat.slice();
    learner.update([{ choices: toyMembers[3]!, reward: null }]);
    expect([learner.updates, learner.baseline]).toEqual([0, null]);
    learner.update([{ choices: toyMembers[3]!, reward: 0.9 }]);
    expect([learner.updates, learner.baseline]).toEqual([1, 0.9]);
    expect(learner.controller.weights.flat).toEqual(before);
  });

  test("a rewarded operation becomes likelier, a punished one less likely (spec 3.9)", () => {
    const shift = (reward: number) => {
      const learner = createLearner(bandit, learning(), createRandom(2));
      const probability = () => replay(learner.controller, [1, 1]).decisions[0]!.probabilities[1]!;
      learner.update([{ choices: [0, 0], reward: 0.5 }]);
      const before = probability();
      learner.update([{ choices: [1, 1], reward }]);
      return probability() - before;
    };
    expect(shift(1)).toBeGreaterThan(0);
    expect(shift(0)).toBeLessThan(0);
  });

  /** Probability of the second arm in the first choice after learning that it alone is rewarded. */
  function learnBandit(bound: number, hidden: number): number {
    const learner = createLearner(bandit, learning(look(hidden, bound)), createRandom(5));
    const random = createRandom("bandit");
    for (let step = 0; step < 500; step++) {
      const { choices } = sample(learner.controller, random);
      learner.update([{ choices, reward: choices[0] === 2 ? 1 : 0 }]);
    }
    return replay(learner.controller, [2, 0]).decisions[0]!.probabilities[2]!;
  }

  test("a bandit is learnt within a few hundred steps where the bound allows it (spec 3.9)", () => {
    expect(learnBandit(2.5, 64)).toBeGreaterThan(0.9);
    expect(learnBandit(0.44, 16)).toBeLessThan(0.447);
  });

  test("entropy that acts through the gradient keeps choices open", () => {
    const entropyWith = (changes: Partial<LearnerOptions>) => {
      const learner = createLearner(bandit, learning({ ...look(16), ...changes }), createRandom(6));
      const random = createRandom("open");
      for (let step = 0; step < 300; step++) {
        const { choices } = sample(learner.controller, random);
        learner.update([{ choices, reward: choices[0] === 2 ? 1 : 0 }]);
      }
      return replay(learner.controller, [2, 2]).entropy;
    };
    expect(entropyWith({ entropyWeight: 1, entropyActs: "gradient" })).toBeGreaterThan(entropyWith({}) + 0.2);
  });
});

describe("the strategy", () => {
  const space = proposalSpace(autosegnet.bind(presets[0]!.settings, { channels: 1, classes: 2, patch: [1, 32, 32] }));
  const toySpace: ProposalSpace = {
    id: "toy",
    views: { random: { sample: () => [0, 0, 0, 0, 0] }, decisions: toy },
    illegality: () => null,
  };
  const told = (index: number, genotype: unknown, value: number | null = 0.4): Told => ({
    index,
    genotype,
    status: value === null ? "failed" : "finished",
    value,
  });

  test("rewards: 1 − objective, nothing for what failed, none for what was cancelled (spec 3.7)", () => {
    expect(rewardOf({ status: "finished", value: 0.3 })).toBe(0.7);
    expect(rewardOf({ status: "outOfMemory", value: null })).toBe(0);
    expect(rewardOf({ status: "finished", value: Number.NaN })).toBe(0);
    expect(rewardOf({ status: "cancelled", value: null })).toBeNull();
  });

  test("waits for all samples of an update, then proposes the same whatever the order they came in", () => {
    const proposed = toyMembers.slice(0, 10);
    const ask = (known: readonly Told[]) =>
      reinforce.ask(
        known.reduce((memory, one) => reinforce.tell(memory, one), reinforce.begin()),
        {
          space: toySpace,
          options: {},
          proposed,
          byHand: 0,
          budget: 40,
          random: createRandom(1),
          shared: createRandom(2),
        },
      );
    const all = proposed.map((genotype, index) => told(index, genotype, index / 10));
    expect(ask(all.slice(0, 9))).toBeNull();
    expect(ask(all)).toEqual(ask(all.toReversed()));
    expect(ask(all)!.reason.text).toMatch(
      /^Sampled by the controller after 2 updates: log-probability −\d.*, entropy \d.* of at most 3\.47 nats; rewards average 0\.\d+\.$/,
    );
  });

  test("a history that does not lead on from the last is learnt anew", () => {
    const begun = reinforce.begin();
    const options = {};
    const memoryOf = (values: readonly number[]) =>
      values.reduce((memory, value, index) => reinforce.tell(memory, told(index, toyMembers[index], value)), begun);
    const ask = (memory: unknown) =>
      reinforce.ask(memory, {
        space: toySpace,
        options,
        proposed: toyMembers.slice(0, 10),
        byHand: 0,
        budget: 40,
        random: createRandom(1),
        shared: createRandom(2),
      });
    const [one, other] = [memoryOf([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]), memoryOf([1, 0, 1, 1, 0, 1, 0, 0, 1, 1])];
    const first = ask(one);
    expect(ask(other)).not.toEqual(first);
    expect(ask(one)).toEqual(first);
  });

  test("finds networks with a wanted operation, killed in the middle or not", () => {
    const run: StrategyRun = {
      strategy: reinforce,
      options: { hidden: 32, learningRate: 1e-2 },
      space,
      budget: 150,
      streams: seededStreams(4),
    };
    const value = (genotype: unknown) => {
      const { down, bridge, up } = genotype as SegArch;
      const used = [...down, ...bridge, ...up].flatMap(({ op1, op2 }) => [op1, op2]);
      return 1 - used.filter((operation) => operation === 2).length / used.length;
    };
    const evaluate = (genotype: unknown) => ({ status: "finished" as const, value: value(genotype) });
    const whole = [...runStrategy(run, evaluate)];
    const mean = (steps: typeof whole) => steps.reduce((sum, step) => sum + step.value!, 0) / steps.length;
    expect(mean(whole.slice(0, 15))).toBeGreaterThan(0.65);
    expect(mean(whole.slice(-15))).toBeLessThan(0.3);
    const resumed = [
      ...runStrategy({ ...run, history: JSON.parse(JSON.stringify(whole.slice(0, 62))) as typeof whole }, evaluate),
    ];
    expect(resumed.slice(0, 20)).toEqual(whole.slice(62, 82));
  });

  test("says when it settles early", () => {
    const run: StrategyRun = {
      strategy: reinforce,
      options: { batch: 1, learningRate: 0.03, bound: 20, hidden: 8 },
      space: toySpace,
      budget: 400,
      streams: seededStreams(7),
    };
    const evaluate = (choices: unknown) => ({
      status: "finished" as const,
      value: (choices as readonly number[]).filter((choice) => choice === 0).length / 5,
    });
    const texts = [...runStrategy(run, evaluate)].map(({ reason }) => reason.text);
    expect(texts.findIndex((text) => text.includes("settles early"))).toBeGreaterThan(5);
    expect(texts.slice(80).some((text) => text.includes("settles early"))).toBe(false);
  });

  test("a space without decisions, or with nothing to decide, is refused", () => {
    const ask = (given: ProposalSpace) =>
      reinforce.ask(reinforce.begin(), {
        space: given,
        options: {},
        proposed: [],
        byHand: 0,
        budget: 5,
        random: createRandom(1),
        shared: createRandom(2),
      });
    expect(() => ask({ ...toySpace, views: { random: toySpace.views.random } })).toThrow(/has no decisions view/);
    expect(() => ask({ ...toySpace, views: { ...toySpace.views, decisions: { ...toy, steps: [] } } })).toThrow(
      /is fixed/,
    );
  });
});

describe("the policy over shared weights", () => {
  const space: ProposalSpace = {
    id: "bandit",
    views: { random: { sample: () => [0, 0] }, decisions: bandit },
    illegality: () => null,
  };
  const begin = (learnt?: Float64Array) =>
    reinforce.policy!({
      space,
      options: { batch: 4, learningRate: 0.01 },
      random: createRandom("policy"),
      ...(learnt && { learnt }),
    });
  const rewarded = (policy: ReturnType<typeof begin>, update: number) =>
    policy.update(
      Array.from(
        { length: policy.batch },
        (_, index) => policy.sample(createRandom("sample", update, index)).genotype as readonly number[],
      ).map((genotype) => ({ genotype, reward: genotype[0] === 2 ? 1 : 0 })),
    );

  test("goes on from what another has learnt as if it were that one, to the last bit", () => {
    const whole = begin();
    for (let update = 0; update < 6; update++) rewarded(whole, update);
    const first = begin();
    for (let update = 0; update < 3; update++) rewarded(first, update);
    const second = begin(first.export());
    expect(second.baseline).toBe(first.baseline);
    for (let update = 3; update < 6; update++) rewarded(second, update);
    expect(second.export()).toEqual(whole.export());
    expect(second.sample(createRandom("next"))).toEqual(whole.sample(createRandom("next")));
  });

  test("what the batch of a round adds to all of its rewards teaches nothing", () => {
    const learnt = (harder: number) => {
      const policy = begin();
      for (let update = 0; update < 6; update++) {
        if (update % 3 === 0) policy.beginRound();
        const offset = update < 3 ? 0 : harder;
        const genotypes = Array.from(
          { length: policy.batch },
          (_, index) => policy.sample(createRandom("sample", update, index)).genotype as readonly number[],
        );
        policy.update(genotypes.map((genotype) => ({ genotype, reward: offset + (genotype[0] === 2 ? 1 : 0) })));
      }
      return Array.from(policy.sample(createRandom("p")).probabilities[0]!);
    };
    const [plain, easier] = [learnt(0), learnt(64)];
    plain.forEach((probability, index) => expect(easier[index]).toBeCloseTo(probability, 9));
    expect(plain[2]).toBeGreaterThan(begin().sample(createRandom("p")).probabilities[0]![2]!);
  });

  test("an untrained one has no baseline after a round trip either", () => {
    expect(begin(begin().export()).baseline).toBeNull();
  });

  test("learns what is rewarded, and refuses what a controller of another size has learnt", () => {
    const policy = begin();
    const before = policy.sample(createRandom("p")).probabilities[0]![2]!;
    for (let update = 0; update < 40; update++) rewarded(policy, update);
    expect(policy.sample(createRandom("p")).probabilities[0]![2]).toBeGreaterThan(before + 0.2);
    expect(() => begin(new Float64Array(12))).toThrow(/3 weights/);
  });
});
