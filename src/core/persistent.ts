const BITS = 5;
const WIDTH = 2 ** BITS;

/** A node's children, or its values on the lowest level; gaps are undefined. */
type Node = readonly unknown[];

/** The node with one value replaced: copies the nodes above it and shares the others. */
function placed(node: Node, level: number, at: number, value: unknown): Node {
  const slot = (at >>> (BITS * level)) & (WIDTH - 1);
  const copy = node.slice();
  copy[slot] = level === 0 ? value : placed((node[slot] as Node | undefined) ?? [], level - 1, at, value);
  return copy;
}

function found(node: Node, level: number, at: number): unknown {
  let here: Node | undefined = node;
  for (let height = level; height > 0; height--)
    here = here?.[(at >>> (BITS * height)) & (WIDTH - 1)] as Node | undefined;
  return here?.[at & (WIDTH - 1)];
}

/** Adds the places at which two nodes of one level hold other values; what they share is not looked into. */
function addDifferences(
  places: number[],
  [one, other]: readonly [Node | undefined, Node],
  level: number,
  first: number,
): void {
  if (one === other) return;
  for (const [slot, value] of other.entries()) {
    if (one?.[slot] === value) continue;
    const at = first + slot * WIDTH ** level;
    if (level === 0) places.push(at);
    else addDifferences(places, [one?.[slot] as Node | undefined, value as Node], level - 1, at);
  }
}

/**
 * A list of which every version stays as it is: another value in a place, or one more, takes time and memory by the logarithm of its
 * length (Bagwell's vector trie, 32 children a node). The page folds studies with it, so it is kept smaller than a library.
 */
export class PersistentList<T> implements Iterable<T> {
  private constructor(
    readonly size: number,
    private readonly level: number,
    private readonly root: Node,
  ) {}

  static empty<T>(): PersistentList<T> {
    return new PersistentList<T>(0, 0, []);
  }

  get(at: number): T | undefined {
    return at >= 0 && at < this.size ? (found(this.root, this.level, at) as T) : undefined;
  }

  /** With a value at a place, which may be the next one. Throws RangeError beyond that. */
  set(at: number, value: T): PersistentList<T> {
    if (at < 0 || at > this.size) throw new RangeError(`There is no place ${at} in a list of ${this.size}.`);
    const isFull = at === WIDTH ** (this.level + 1);
    const [root, level] = isFull ? [[this.root], this.level + 1] : [this.root, this.level];
    return new PersistentList<T>(Math.max(this.size, at + 1), level, placed(root, level, at, value));
  }

  push(value: T): PersistentList<T> {
    return this.set(this.size, value);
  }

  /** Places at which it holds other values than an earlier version of it, or further ones, in their order: in time by their number. */
  changedSince(before: PersistentList<T>): readonly number[] {
    const places: number[] = [];
    let held: Node | undefined = before.root;
    for (let level = before.level; level < this.level; level++) held = [held];
    addDifferences(places, [held, this.root], this.level, 0);
    return places;
  }

  /** The values from a place on. */
  slice(from = 0): readonly T[] {
    return Array.from({ length: Math.max(0, this.size - from) }, (_, index) => this.get(from + index)!);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.slice()[Symbol.iterator]();
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Levels of the trie over hashes: a million buckets. */
const INDEX_LEVEL = 3;

type Bucket = readonly (readonly [key: string, values: readonly number[]])[];

/** Numbers by text, of which every version stays as it is. */
export class PersistentIndex {
  private constructor(private readonly root: Node) {}

  static empty(): PersistentIndex {
    return new PersistentIndex([]);
  }

  /** The numbers of a key, in the order in which they came. */
  get(key: string): readonly number[] {
    return this.bucket(key).find(([name]) => name === key)?.[1] ?? [];
  }

  /** With one more number of a key. */
  add(key: string, value: number): PersistentIndex {
    const others = this.bucket(key).filter(([name]) => name !== key);
    const bucket: Bucket = [...others, [key, [...this.get(key), value]]];
    return new PersistentIndex(placed(this.root, INDEX_LEVEL, hashOf(key), bucket));
  }

  private bucket(key: string): Bucket {
    return (found(this.root, INDEX_LEVEL, hashOf(key)) as Bucket | undefined) ?? [];
  }
}
