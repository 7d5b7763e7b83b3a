import { PersistentIndex, PersistentList } from "../persistent.ts";
import { isBaseline, isShared, isTrainedAlone, candidatesOf, PROPOSED, repeatOf, roleOf } from "./architecture.ts";
import { hasEnded, type Trial } from "./trial.ts";

/** Trials as rooms read them: a study's list, or any array of them. Ids are places in a study's list. */
export interface Trials extends Iterable<Trial> {
  readonly length: number;
  at(id: number): Trial | undefined;
  filter<S extends Trial>(test: (trial: Trial, place: number) => trial is S): readonly S[];
  filter(test: (trial: Trial, place: number) => unknown): readonly Trial[];
  map<T>(change: (trial: Trial, place: number) => T): readonly T[];
  flatMap<T>(change: (trial: Trial, place: number) => T | readonly T[]): readonly T[];
  find(test: (trial: Trial, place: number) => unknown): Trial | undefined;
  some(test: (trial: Trial, place: number) => unknown): boolean;
  every(test: (trial: Trial, place: number) => unknown): boolean;
}

/** Higher is better; -Infinity for a trial without a score. */
export type Rank = (trial: Trial) => number;

/** Whether one trial ranks before another: higher, or asked for earlier. */
export const betterBy =
  (rank: Rank) =>
  (one: Trial, other: Trial): boolean =>
    rank(one) > rank(other) || (rank(one) === rank(other) && one.id < other.id);

/** How many of the best are known without looking at all. */
export const LEADERS = 64;

/** What a run asks of a stage's trials, counted as events come. */
export interface StageTrials {
  /** Ids in the order of asking. */
  readonly ids: PersistentList<number>;
  /** Those that count against the size of the stage. */
  readonly candidates: PersistentList<number>;
  /** Candidates in the order in which they ended: as strategies are told. */
  readonly ended: PersistentList<number>;
  readonly running: number;
  /** Trials of every kind of architecture. */
  readonly kinds: ReadonlyMap<string, number>;
  /** Ids by key, in the order of asking. */
  readonly keyed: PersistentIndex;
  /** The best that finished of every kind. */
  readonly best: ReadonlyMap<string, number>;
  /** The best that were trained alone, the first `LEADERS` of them. */
  readonly leaders: readonly number[];
  /** Of all that ended after some training. */
  readonly trained: { readonly count: number; readonly seconds: number };
}

const NO_STAGE: StageTrials = {
  ids: PersistentList.empty(),
  candidates: PersistentList.empty(),
  ended: PersistentList.empty(),
  running: 0,
  kinds: new Map(),
  keyed: PersistentIndex.empty(),
  best: new Map(),
  leaders: [],
  trained: { count: 0, seconds: 0 },
};

interface Index {
  readonly stages: ReadonlyMap<number, StageTrials>;
  /** All that have not ended. */
  readonly running: ReadonlySet<number>;
  /** In the order in which they ended. */
  readonly ended: PersistentList<number>;
  readonly pinned: ReadonlySet<number>;
  /** Of all ensembles. */
  readonly members: ReadonlySet<number>;
  /** The best of those whose score keeps their weights, the first `LEADERS` of them. */
  readonly leaders: readonly number[];
}

const EMPTY: Index = {
  stages: new Map(),
  running: new Set(),
  ended: PersistentList.empty(),
  pinned: new Set(),
  members: new Set(),
  leaders: [],
};

/**
 * The trials of a study. Nothing changes in place: a list with one more trial, or another one in a place, shares all else with the
 * list before, in time that grows with the logarithm of their number. What runs ask at every event is counted beside.
 */
export class TrialList implements Trials {
  private array: readonly Trial[] | null = null;

  private constructor(
    private readonly list: PersistentList<Trial>,
    private readonly index: Index,
    private readonly rank: Rank,
  ) {}

  static empty(rank: Rank): TrialList {
    return new TrialList(PersistentList.empty(), EMPTY, rank);
  }

  /** A list of trials as they are; their ids must be their places. */
  static of(trials: Iterable<Trial>, rank: Rank): TrialList {
    let list = TrialList.empty(rank);
    for (const trial of trials) list = list.with(trial);
    return list;
  }

  get length(): number {
    return this.list.size;
  }

  /** The trial of an id; like an array's from behind for negative numbers. */
  at(id: number): Trial | undefined {
    return this.list.get(id < 0 ? this.list.size + id : id);
  }

  /** The list with a trial at the place of its id: the next one, or another state of one that is there. */
  with(trial: Trial): TrialList {
    const before = this.list.get(trial.id);
    const hasJustEnded = hasEnded(trial) && (!before || !hasEnded(before));
    return this.withChanges({ trials: [trial], ended: hasJustEnded ? [trial.id] : [] });
  }

  /** What came to an earlier version of it, or to an empty one. */
  changesSince(before: TrialList | null): TrialChanges {
    const { list, index } = before ?? TrialList.empty(this.rank);
    return {
      trials: this.pick(this.list.changedSince(list)),
      ended: this.index.ended.slice(index.ended.size),
    };
  }

  /** With what came to it. */
  withChanges({ trials, ended }: TrialChanges): TrialList {
    // Most events only add a point to a curve, which nothing counts.
    const isCounted = (trial: Trial) => trial.isPinned !== this.list.get(trial.id)?.isPinned;
    const list = trials.reduce((held, trial) => held.set(trial.id, trial), this.list);
    if (ended.length === 0 && !trials.some(isCounted)) return new TrialList(list, this.index, this.rank);
    const news = trials.filter(({ id }) => id >= this.list.size);
    let index = this.index;
    for (const trial of news) index = asked(index, trial);
    for (const id of ended) index = placed(endedNow(index, list.get(id)!), list.get(id)!, { list, rank: this.rank });
    const sets = { ...gathered(index, news, ended), pinned: pinned(index.pinned, trials) };
    return new TrialList(list, { ...index, ...sets }, this.rank);
  }

  /** The same trials ranked otherwise. */
  ranked(rank: Rank): TrialList {
    let index: Index = {
      ...this.index,
      leaders: [],
      stages: new Map(
        Array.from(this.index.stages, ([at, stage]) => [
          at,
          { ...stage, best: new Map<string, number>(), leaders: [] },
        ]),
      ),
    };
    for (const id of this.index.ended) index = placed(index, this.list.get(id)!, { list: this.list, rank });
    return new TrialList(this.list, index, rank);
  }

  stage(stage: number): StageTrials {
    return this.index.stages.get(stage) ?? NO_STAGE;
  }

  /** Trials that have not ended, in the order of asking. */
  get unfinished(): readonly Trial[] {
    return this.pick([...this.index.running].sort((a, b) => a - b));
  }

  get ended(): PersistentList<number> {
    return this.index.ended;
  }

  get pinned(): ReadonlySet<number> {
    return this.index.pinned;
  }

  get members(): ReadonlySet<number> {
    return this.index.members;
  }

  /** The best of those whose score keeps their weights. */
  get leaders(): readonly number[] {
    return this.index.leaders;
  }

  /** Trials by their ids; those that are not there are left out. */
  pick(ids: Iterable<number>): readonly Trial[] {
    return Array.from(ids, (id) => this.list.get(id)).filter((trial) => trial !== undefined);
  }

  [Symbol.iterator](): Iterator<Trial> {
    return this.all[Symbol.iterator]();
  }

  /** Made once, where all are looked at. */
  private get all(): readonly Trial[] {
    return (this.array ??= this.list.slice());
  }

  filter<S extends Trial>(test: (trial: Trial, place: number) => trial is S): readonly S[];
  filter(test: (trial: Trial, place: number) => unknown): readonly Trial[];
  filter(test: (trial: Trial, place: number) => unknown): readonly Trial[] {
    return this.all.filter(test);
  }

  map<T>(change: (trial: Trial, place: number) => T): readonly T[] {
    return this.all.map(change);
  }

  flatMap<T>(change: (trial: Trial, place: number) => T | readonly T[]): readonly T[] {
    return this.all.flatMap(change);
  }

  find(test: (trial: Trial, place: number) => unknown): Trial | undefined {
    return this.all.find(test);
  }

  some(test: (trial: Trial, place: number) => unknown): boolean {
    return this.all.some(test);
  }

  every(test: (trial: Trial, place: number) => unknown): boolean {
    return this.all.every(test);
  }
}

/** What came to a list of trials: plain data, that passes between threads. */
export interface TrialChanges {
  /** Those that are new or other than before, by id. */
  readonly trials: readonly Trial[];
  /** Ids of those that ended, in the order in which they did. */
  readonly ended: readonly number[];
}

/** What ranking needs to see. */
interface Placing {
  readonly list: PersistentList<Trial>;
  readonly rank: Rank;
}

const stageOf = (index: Index, stage: number): StageTrials => index.stages.get(stage) ?? NO_STAGE;

const withStage = (index: Index, stage: number, change: Partial<StageTrials>): Index => ({
  ...index,
  stages: new Map(index.stages).set(stage, { ...stageOf(index, stage), ...change }),
});

/** With a trial that was just asked for. */
function asked(index: Index, trial: Trial): Index {
  const { id, key, architecture } = trial;
  const { ids, candidates, running, kinds, keyed } = stageOf(index, trial.stage);
  return withStage(index, trial.stage, {
    ids: ids.push(id),
    candidates: isBaseline(trial) ? candidates : candidates.push(id),
    running: running + 1,
    kinds: new Map(kinds).set(architecture.kind, (kinds.get(architecture.kind) ?? 0) + 1),
    keyed: keyed.add(key, id),
  });
}

/** Those that run and those that are members of ensembles, after some were asked for and some have ended: sets are copied once for all. */
function gathered(
  { running, members }: Index,
  asked: readonly Trial[],
  ended: readonly number[],
): Pick<Index, "running" | "members"> {
  if (asked.length === 0 && ended.length === 0) return { running, members };
  const left = new Set([...running, ...asked.map(({ id }) => id)]);
  for (const id of ended) left.delete(id);
  const added = asked.flatMap(candidatesOf);
  return { running: left, members: added.length > 0 ? new Set([...members, ...added]) : members };
}

/** The pinned ones, with some among them or no longer. */
function pinned(before: ReadonlySet<number>, trials: readonly Trial[]): ReadonlySet<number> {
  const changed = trials.filter(({ id, isPinned }) => isPinned !== before.has(id));
  if (changed.length === 0) return before;
  const ids = new Set(before);
  for (const { id, isPinned } of changed) {
    if (isPinned) ids.add(id);
    else ids.delete(id);
  }
  return ids;
}

function endedNow(index: Index, trial: Trial): Index {
  const { running, ended, trained } = stageOf(index, trial.stage);
  const next = withStage(index, trial.stage, {
    running: running - 1,
    ended: isBaseline(trial) ? ended : ended.push(trial.id),
    trained: trial.seconds > 0 ? { count: trained.count + 1, seconds: trained.seconds + trial.seconds } : trained,
  });
  return { ...next, ended: index.ended.push(trial.id) };
}

/** With a trial that finished in its place among the best. */
function placed(index: Index, trial: Trial, { list, rank }: Placing): Index {
  if (trial.status !== "finished") return index;
  const isBetter = betterBy(rank);
  const insert = (leaders: readonly number[]) => {
    const last = leaders[LEADERS - 1];
    if (last !== undefined && !isBetter(trial, list.get(last)!)) return leaders;
    const place = leaders.findIndex((id) => isBetter(trial, list.get(id)!));
    return leaders.toSpliced(place < 0 ? leaders.length : place, 0, trial.id).slice(0, LEADERS);
  };
  const { best, leaders } = stageOf(index, trial.stage);
  const next = withStage(index, trial.stage, {
    best: kindsOf(trial, list).reduce((held, kind) => {
      const other = held.get(kind);
      return other === undefined || isBetter(trial, list.get(other)!) ? new Map(held).set(kind, trial.id) : held;
    }, best),
    leaders: isTrainedAlone(trial) ? insert(leaders) : leaders,
  });
  return roleOf(trial.architecture).isRanked ? { ...next, leaders: insert(index.leaders) } : next;
}

/** A network that was found with shared weights is first trained by itself when it is retrained: that is what the study proposed. */
function kindsOf(trial: Trial, list: PersistentList<Trial>): readonly string[] {
  const repeated = repeatOf(trial);
  const source = repeated === null ? undefined : list.get(repeated);
  return [trial.architecture.kind, ...(source && isShared(source) ? PROPOSED : [])];
}
