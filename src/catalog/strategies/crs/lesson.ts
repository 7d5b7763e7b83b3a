import { populationFor } from "./population.ts";
import { replayCrs, type CrsState } from "./replay.ts";
import {
  digits,
  type Explanation,
  type LessonEvaluation,
  type LessonView,
  type Scene,
  type Thought,
} from "../../../core/strategy/lesson.ts";

const IN_SEARCH =
  "Each axis becomes one choice of the space, such as kernels or poolings, rounded down. The height becomes − ln of the Dice score. Illegal and too large networks get 10, the worst value there is, so the cloud moves away from them.";

/** Controlled random search: four thoughts an evaluation (spec 4.7). */
export function explainCrs(view: LessonView): Explanation {
  const { options, dimensions, total, evaluations: steps } = view;
  const settings = {
    population: populationFor(Number(options.population ?? 0), dimensions, total),
    inFlight: Number(options.inFlight ?? 1),
  };
  const values = steps.map(({ value }) => value);
  const last = steps.at(-1);
  const before = replayCrs(values, Math.max(0, steps.length - 1), settings);
  const after = replayCrs(values, steps.length - 1 + settings.inFlight, settings);
  const accepted = after.acceptedReflections + after.acceptedMutations;
  return {
    steps: thoughts(view, last, after.slots.includes(last?.index ?? -1)),
    scene: sceneOf(steps, last, before),
    points: `population, ${Math.min(steps.length, settings.population)}`,
    summary:
      steps.length <= settings.population
        ? `${steps.length} of ${settings.population} drawn at random`
        : `Accepted ${accepted}, of these ${after.acceptedMutations} by mutation`,
    inSearch: IN_SEARCH,
    suggestions: [
      {
        text: "Make the population 6. When does it get stuck?",
        change: { strategy: { id: "crs", options: { ...options, population: 6 } } },
      },
      { text: "Switch to Rastrigin. Why are there so many rejections?", change: { on: "rastrigin-2d" } },
      { text: "Add noise of 0.5, as retraining a network does.", change: { noise: 0.5 } },
    ],
  };
}

const phaseOf = (step: LessonEvaluation | undefined): unknown => step?.reason.numbers?.phase ?? "initial";
const ANOTHER = "Otherwise try once near the best, then go on.";

/** What the thoughts are told of an evaluation. */
interface Told {
  readonly view: LessonView;
  readonly last: LessonEvaluation;
  /** Its value, and the worst of the population. */
  readonly value: string;
  readonly worst: string;
  readonly isAccepted: boolean;
  /** Whether it takes a place in the population, in a sentence. */
  readonly verdict: string;
}

function thoughts(view: LessonView, last: LessonEvaluation | undefined, isAccepted: boolean): readonly Thought[] {
  if (!last || phaseOf(last) === "initial") return fillingThoughts(view, last);
  const [value, worst] = [digits(last.value), digits(Number(last.reason.numbers?.worst))];
  const verdict = isAccepted
    ? `${value} is below ${worst}: it takes the place of the worst.`
    : `${value} is not below ${worst}: it is turned down.`;
  const told = { view, last, value, worst, isAccepted, verdict };
  return phaseOf(last) === "mutation" ? mutationThoughts(told) : reflectionThoughts(told);
}

const drawnWords = ({ dimensions: count }: LessonView): string => (count === 2 ? "two points" : `${count} points`);
const partnerWords = ({ dimensions: count }: LessonView): string => (count === 2 ? "one of them" : "the others");

function fillingThoughts(view: LessonView, last: LessonEvaluation | undefined): readonly Thought[] {
  const open = (title: string, text: string): Thought => ({ title, text, state: "open" });
  return [
    {
      title: "Fill the population",
      text: last
        ? `${last.reason.text} Its value is ${digits(last.value)}.`
        : "Points drawn at random in the box, ten for every variable and ten more, or a third of the evaluations.",
      state: last ? "current" : "open",
    },
    open(`Then draw ${drawnWords(view)} besides the best`, "All are equally likely."),
    open(`Mirror one through the centre of the best and ${partnerWords(view)}`, "The trial lands on the other side."),
    open("If better than the worst, take its place", ANOTHER),
  ];
}

function mutationThoughts({ view, last, value, verdict }: Told): readonly Thought[] {
  const rejected = view.evaluations[Number(last.reason.numbers?.of)]!;
  return [
    {
      title: `Draw ${drawnWords(view)}, take the centre, mirror`,
      text: `That gave evaluation ${rejected.index + 1}, with ${digits(rejected.value)}.`,
      state: "done",
    },
    { title: "It was no better than the worst", text: "So the population stays as it was.", state: "done" },
    {
      title: "Try once near the best",
      text: `From the best away from the trial that failed, by a random share on each axis. Its value is ${value}.`,
      state: "current",
    },
    { title: "If better than the worst, take its place", text: verdict, state: "done" },
  ];
}

function reflectionThoughts({ view, last, value, worst, isAccepted, verdict }: Told): readonly Thought[] {
  const numbers = last.reason.numbers ?? {};
  const { mirrored } = numbers;
  const partners = String(numbers.partners);
  const simplex =
    partners === ""
      ? "best"
      : `(best + ${partners
          .split(", ")
          .map((slot) => `point ${slot}`)
          .join(" + ")}) / ${view.dimensions}`;
  return [
    {
      title: `Draw ${drawnWords(view)} besides the best`,
      text: `Picked from the other ${Number(numbers.population) - 1}, all equally likely: ${[partners, String(mirrored)]
        .filter(Boolean)
        .join(", ")
        .replace(/, (?=[^,]*$)/, " and ")}.`,
      state: "done",
    },
    {
      title: `Centre of the best and ${partnerWords(view)}`,
      text: `G = ${simplex}. Point ${mirrored} is kept for the mirror.`,
      state: "done",
    },
    {
      title: `Mirror point ${mirrored} through the centre`,
      text: `The trial lands on the other side of G. Its value is ${value}, the worst in the population has ${worst}.`,
      state: "current",
    },
    {
      title: "If better than the worst, take its place",
      text: isAccepted ? verdict : `${verdict} Next, one try near the best.`,
      state: "done",
    },
  ];
}

function sceneOf(steps: readonly LessonEvaluation[], last: LessonEvaluation | undefined, before: CrsState): Scene {
  const points =
    phaseOf(last) === "initial" ? steps.slice(0, -1).map(({ x }) => x) : before.slots.map((index) => steps[index]!.x);
  const plain: Scene = { points, batch: [], lines: [], squares: [], named: [], radius: 0 };
  const { best, centre, mirrored, rejected } = last?.reason.points ?? {};
  if (!last || !best) return plain;
  if (rejected)
    return {
      ...plain,
      lines: [
        { from: rejected, to: best, isStrong: false },
        { from: best, to: last.x, isStrong: true },
      ],
      named: [{ at: rejected, text: "turned down" }],
    };
  const partners = String(last.reason.numbers!.partners)
    .split(", ")
    .filter(Boolean)
    .map((slot) => ({ at: points[Number(slot)]!, text: slot }));
  return {
    ...plain,
    lines: [
      ...partners.map(({ at }) => ({ from: best, to: at, isStrong: false })),
      { from: mirrored!, to: last.x, isStrong: true },
    ],
    squares: [{ at: centre!, text: "G" }],
    named: [...partners, { at: mirrored!, text: String(last.reason.numbers!.mirrored) }],
  };
}
