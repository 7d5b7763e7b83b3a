import { z } from "../zod.ts";
import {
  COMBINATIONS,
  memberChoiceSchema,
  type Addition,
  type Combination,
  type MemberChoice,
  bestPrefix,
  countedMembers,
  type CountedMember,
} from "../ensemble/memberChoice.ts";
import type { Choice } from "../options.ts";
import { onnxBaselineSchema, type OnnxBaseline } from "./onnxBaseline.ts";
import { choiceSchema } from "../space/recipeSchema.ts";
import type { Genotype } from "../space/space.ts";

/**
 * What is trained: a member of the stage's space, a network of the catalog (a baseline), an earlier trial's network and recipe once
 * more from fresh weights, without one of its parts, on from its weights, or as a part of a larger one from its weights; a random member beside those, for comparison; the weights that all members of a space share, or a member
 * that was scored with them and never trained by itself, proposed by the policy or drawn at random; or nothing: the mean of the probabilities of earlier trials, or
 * the network of an ONNX file as it is.
 */
export type Architecture =
  | { readonly kind: "genotype"; readonly genotype: Genotype }
  | { readonly kind: "network"; readonly network: Choice }
  | { readonly kind: "retrained"; readonly trial: number }
  | { readonly kind: "ablated"; readonly trial: number; readonly without: string }
  | { readonly kind: "built"; readonly trial: number; readonly network: Choice }
  /** On a shuffled split, of such a number. */
  | { readonly kind: "resplit"; readonly trial: number; readonly split: number }
  | CorrectedArchitecture
  | { readonly kind: "control"; readonly genotype: Genotype }
  | { readonly kind: "supernet" }
  | { readonly kind: "derived"; readonly genotype: Genotype }
  | { readonly kind: "probe"; readonly genotype: Genotype }
  | EnsembleArchitecture
  | { readonly kind: "onnx"; readonly network: OnnxBaseline };

/** A trial's network, trained on after so many rounds of correction. */
export interface CorrectedArchitecture {
  readonly kind: "corrected";
  readonly trial: number;
  /** The trial whose weights it begins with. */
  readonly from: number;
  /** Its number, from 1. */
  readonly round: number;
  /** Noise on those weights, in deviations of each tensor. */
  readonly noise?: number;
}

/** The mean, or vote, of earlier trials: of all of them, or of those that are chosen among them. */
export interface EnsembleArchitecture {
  readonly kind: "ensemble";
  readonly members: readonly number[];
  /** How members are chosen among them; each counts once where it is not given. */
  readonly choose?: MemberChoice;
  /** The mean where it is not given. */
  readonly combine?: Combination;
}

export type ArchitectureKind = Architecture["kind"];
type OfKind<Kind extends ArchitectureKind> = Extract<Architecture, { kind: Kind }>;

/** What the evaluator does for a trial. */
export type TrialWork =
  /** Trains one network, or scores one with weights that are there. */
  | "train"
  /** Trains weights that all members of a space share. */
  | "share"
  /** Averages the probabilities of earlier trials. */
  | "average"
  /** Scores a network that was trained elsewhere. */
  | "score";

/** What a trial is to its study, by what it trains. Rooms ask it instead of asking for a kind by name. */
export interface TrialRole<A extends Architecture = Architecture> {
  readonly schema: z.ZodType<A>;
  readonly work: TrialWork;
  /** A network of the literature or of a file, to be held against what is found. */
  readonly isBaseline: boolean;
  /** A random member of the space, to be held against what is found. */
  readonly isControl: boolean;
  /** What the study itself proposed by a strategy. */
  readonly isProposed: boolean;
  /** Whether its scores are those of weights that were trained for it alone, on the study's split: neither shared ones nor a mean of several networks. */
  readonly isTrainedAlone: boolean;
  /** Whether its scores come from weights that many networks share. */
  readonly isShared: boolean;
  /** Whether another trial's network is trained once more. */
  readonly isRepeat: boolean;
  /** Whether it may keep its weights for its score alone: repeats are many and alike, shared weights are no network. */
  readonly isRanked: boolean;
  /** Label of a trial where it is spoken of. */
  name(label: string): string;
  /** Under which name trainings of one comparison belong together. */
  group(architecture: A, label: string, labelOf: (trial: number) => string): string;
  /** The member of a space that it is; null for one that is none. */
  genotype(architecture: A): Genotype;
  /** The network of the catalog that it is; null for one of another origin. */
  catalogNetwork(architecture: A): Choice | null;
  /** Trials whose probabilities are averaged for it, or that its members are chosen among. */
  members(architecture: A): readonly number[];
  /** How its members are chosen among those; null where all of them are. */
  choice(architecture: A): MemberChoice | null;
  /** How its members come to one class map. */
  combination(architecture: A): Combination;
  /** The file whose network it is; null for one of the study's own. */
  file(architecture: A): OnnxBaseline | null;
  /** The trial whose network it is, where it is another's. */
  source(architecture: A): number | null;
  /** The number of the shuffled split that it is trained on; null for the study's own. */
  split(architecture: A): number | null;
  /** The trial whose weights it begins with; null for one that begins anew. */
  beginning(architecture: A): number | null;
  /** How many rounds of correction it has learnt from. */
  rounds(architecture: A): number;
  /** The same with other ids of the trials it speaks of. */
  withTrials(architecture: A, newId: (old: number) => number): A;
}

const trial = z.number().int().min(0);
const withoutNumber = (label: string): string => label.replace(/ \d+$/, "");

/** One that trains a network for itself; what is otherwise is said. */
const role = <A extends Architecture>(
  schema: z.ZodType<A>,
  difference: Partial<Omit<TrialRole<A>, "schema">>,
): TrialRole<A> => ({
  schema,
  work: "train",
  isBaseline: false,
  isControl: false,
  isProposed: false,
  isTrainedAlone: true,
  isShared: false,
  isRepeat: false,
  isRanked: true,
  name: (label) => label,
  group: (_, label) => withoutNumber(label),
  genotype: () => null,
  catalogNetwork: () => null,
  members: () => [],
  choice: () => null,
  combination: () => "mean",
  file: () => null,
  source: () => null,
  split: () => null,
  beginning: () => null,
  rounds: () => 0,
  withTrials: (architecture) => architecture,
  ...difference,
});

/** A member of a space, which is the stage's own or that of what it retrains. */
interface Member<Kind extends string> {
  readonly kind: Kind;
  readonly genotype: Genotype;
}

const member = <Kind extends "genotype" | "control" | "derived" | "probe">(
  kind: Kind,
  difference: Partial<TrialRole<Member<Kind> & Architecture>>,
) =>
  role(
    z.strictObject({ kind: z.literal(kind), genotype: z.unknown() }) as unknown as z.ZodType<
      Member<Kind> & Architecture
    >,
    {
      genotype: ({ genotype }) => genotype,
      ...difference,
    },
  );

/** "Trial 3", "Trial 3, trained again (2)" of "3 again 2", "Derived, trained again (2)" of "Derived again 2". */
const numbered = (label: string): string => {
  const words = label.replace(/ again (\d+)$/, ", trained again ($1)").replace(/ at (\d+ px) (\d+)$/, " at $1 ($2)");
  return /^\d/.test(label) ? `Trial ${words}` : words;
};

const ensembleSchema = z.strictObject({
  kind: z.literal("ensemble"),
  members: z.array(trial),
  choose: memberChoiceSchema.exactOptional(),
  combine: z.enum(COMBINATIONS).exactOptional(),
});

const correctedSchema = z.strictObject({
  kind: z.literal("corrected"),
  trial,
  from: trial,
  round: z.number().int().min(1),
  noise: z.number().min(0).exactOptional(),
});

const ROLES: { readonly [Kind in ArchitectureKind]: TrialRole<OfKind<Kind>> } = {
  genotype: member("genotype", { isProposed: true, name: numbered }),
  network: role(z.strictObject({ kind: z.literal("network"), network: choiceSchema }), {
    isBaseline: true,
    catalogNetwork: ({ network }) => network,
  }),
  retrained: role(z.strictObject({ kind: z.literal("retrained"), trial }), {
    isRepeat: true,
    isRanked: false,
    name: numbered,
    group: ({ trial }, _, labelOf) => `${labelOf(trial)}, retrained`,
    source: ({ trial }) => trial,
    withTrials: (architecture, newId) => ({ ...architecture, trial: newId(architecture.trial) }),
  }),
  ablated: role(z.strictObject({ kind: z.literal("ablated"), trial, without: z.string() }), {
    isRanked: false,
    withTrials: (architecture, newId) => ({ ...architecture, trial: newId(architecture.trial) }),
  }),
  built: role(z.strictObject({ kind: z.literal("built"), trial, network: choiceSchema }), {
    withTrials: (architecture, newId) => ({ ...architecture, trial: newId(architecture.trial) }),
  }),
  resplit: role(z.strictObject({ kind: z.literal("resplit"), trial, split: z.number().int().min(0) }), {
    isTrainedAlone: false,
    isRepeat: true,
    isRanked: false,
    name: numbered,
    group: ({ trial }, _, labelOf) => `${labelOf(trial)}, other splits`,
    source: ({ trial }) => trial,
    split: ({ split }) => split,
    withTrials: (architecture, newId) => ({ ...architecture, trial: newId(architecture.trial) }),
  }),
  corrected: role(correctedSchema, {
    isRepeat: true,
    name: numbered,
    group: ({ trial }, _, labelOf) => `${labelOf(trial)}, corrected`,
    source: ({ trial }) => trial,
    beginning: ({ from }) => from,
    rounds: ({ round }) => round,
    withTrials: (architecture, newId) => ({
      ...architecture,
      trial: newId(architecture.trial),
      from: newId(architecture.from),
    }),
  }),
  control: member("control", { isControl: true, group: () => "Random members" }),
  supernet: role(z.strictObject({ kind: z.literal("supernet") }), {
    work: "share",
    isTrainedAlone: false,
    isShared: true,
    isRanked: false,
  }),
  derived: member("derived", { isTrainedAlone: false, isShared: true }),
  probe: member("probe", { isTrainedAlone: false, isShared: true, isRanked: false }),
  ensemble: role(ensembleSchema, {
    work: "average",
    isTrainedAlone: false,
    members: ({ members }) => members,
    choice: ({ choose = null }) => choose,
    combination: ({ combine = "mean" }) => combine,
    withTrials: (architecture, newId) => ({ ...architecture, members: architecture.members.map(newId) }),
  }),
  onnx: role(z.strictObject({ kind: z.literal("onnx"), network: onnxBaselineSchema }), {
    work: "score",
    isBaseline: true,
    isTrainedAlone: false,
    isRanked: false,
    file: ({ network }) => network,
  }),
};

export const ARCHITECTURE_KINDS = Object.keys(ROLES) as readonly ArchitectureKind[];

export const architectureSchema = z.discriminatedUnion(
  "kind",
  Object.values(ROLES).map(({ schema }) => schema) as unknown as [z.ZodObject, ...z.ZodObject[]],
) as unknown as z.ZodType<Architecture>;

/** The role of what is trained, to be asked about that. */
export const roleOf = <A extends Architecture>({ kind }: A): TrialRole<A> => ROLES[kind] as unknown as TrialRole<A>;

/** A trial, as far as it says what it trains. */
interface HasArchitecture {
  readonly architecture: Architecture;
}

export const isBaseline = ({ architecture }: HasArchitecture): boolean => roleOf(architecture).isBaseline;
export const isControl = ({ architecture }: HasArchitecture): boolean => roleOf(architecture).isControl;
export const isProposed = ({ architecture }: HasArchitecture): boolean => roleOf(architecture).isProposed;
export const isTrainedAlone = ({ architecture }: HasArchitecture): boolean => roleOf(architecture).isTrainedAlone;
/** Whether its scores are those of weights that many networks share, which say nothing beside those of a training. */
export const isShared = ({ architecture }: HasArchitecture): boolean => roleOf(architecture).isShared;
/** Whether it can be trained once more: whether it is one network. */
export const isNetwork = ({ architecture }: HasArchitecture): boolean => roleOf(architecture).work === "train";

/** The member of a space that it is; null where it is none. */
export const genotypeOf = ({ architecture }: HasArchitecture): Genotype => roleOf(architecture).genotype(architecture);
/** The network of the catalog that it is; null for one of another origin. */
export const catalogNetworkOf = ({ architecture }: HasArchitecture): Choice | null =>
  roleOf(architecture).catalogNetwork(architecture);
/** Trials whose probabilities are averaged for it, or that its members are chosen among; none for a network. */
export const candidatesOf = ({ architecture }: HasArchitecture): readonly number[] =>
  roleOf(architecture).members(architecture);

/** A trial whose members may have been chosen. */
interface HasMembers extends HasArchitecture {
  /** Members that were added, round by round. */
  readonly additions?: readonly Addition[];
}

/** Members of an ensemble and how often each counts; those it may come to have while they are not chosen; none for a network. */
export function membersOf({ architecture, additions = [] }: HasMembers): readonly CountedMember[] {
  const role = roleOf(architecture);
  const choice = role.choice(architecture);
  const isChosen = choice !== null && additions.length > 0;
  return countedMembers(
    isChosen ? bestPrefix(additions, choice.objective).map(({ member }) => member) : candidatesOf({ architecture }),
  );
}
/** How the members of an ensemble come to one class map. */
export const combinedAs = ({ architecture }: HasArchitecture): Combination =>
  roleOf(architecture).combination(architecture);

/** Whether what it predicts is what one network computes: a network of the study's own, or the mean of several. */
export const isOneNetwork = (trial: HasMembers): boolean =>
  isNetwork(trial) || (membersOf(trial).length > 0 && combinedAs(trial) === "mean");

/** The file whose network it is; null for one of the study's own. */
export const fileOf = ({ architecture }: HasArchitecture): OnnxBaseline | null =>
  roleOf(architecture).file(architecture);
/** The trial that it trains once more; null for one with a network of its own. */
export const repeatOf = ({ architecture }: HasArchitecture): number | null => roleOf(architecture).source(architecture);

/** The number of the shuffled split that it is trained on; null for the study's own. */
export const splitNumberOf = ({ architecture }: HasArchitecture): number | null =>
  roleOf(architecture).split(architecture);

/** The trial whose weights it begins with; null for one that begins anew. */
export const beginningOf = ({ architecture }: HasArchitecture): number | null =>
  roleOf(architecture).beginning(architecture);

/** How many rounds of correction a trial has learnt from. */
export const roundsOf = ({ architecture }: HasArchitecture): number => roleOf(architecture).rounds(architecture);

/** Kinds of what a study itself came to propose. */
export const PROPOSED: readonly ArchitectureKind[] = ["genotype"];
/** With baselines, for where a study may have nothing else. */
export const PROPOSED_AND_BASELINES: readonly ArchitectureKind[] = ["genotype", "network"];
/** What was proposed, and its repeats. */
export const PROPOSED_AND_REPEATED: readonly ArchitectureKind[] = ["genotype", "retrained"];
/** All that was trained by itself and not for comparison. */
export const TRAINED: readonly ArchitectureKind[] = ["genotype", "network", "retrained", "built", "corrected"];
