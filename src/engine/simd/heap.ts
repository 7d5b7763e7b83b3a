import { StudioError } from "../../core/errors.ts";

const PAGE = 65_536;
const ALIGNMENT = 64;
/** Kernels work in whole vectors and may read or write a little past the last number of a block. */
const SLACK = 64;
/** The heap grows by at least this much at once. */
const GROWTH = 16 * 1024 * 1024;
/** Below this lie the constants of the compiled module; address 0 is never handed out. */
const RESERVED = PAGE;

/** WebAssembly memory with blocks that are reused: what is free is kept in order of address and joined with its neighbours. */
export interface Heap {
  readonly memory: WebAssembly.Memory;
  /** Bytes the memory has grown to. */
  readonly size: number;
  /** Bytes handed out. */
  readonly used: number;
  /** The most bytes that were handed out at once since it was last set to what is in use. */
  readonly peak: number;
  resetPeak(): void;
  /** Address of a block. Throws StudioError "OutOfMemory". */
  allocate(bytes: number): number;
  free(address: number): void;
  /** Views of the memory as it is now: they die when it grows, so they are asked for where they are used. */
  floats(address: number, count: number): Float32Array<ArrayBuffer>;
  doubles(address: number, count: number): Float64Array<ArrayBuffer>;
  words(address: number, count: number): Uint32Array<ArrayBuffer>;
}

interface Block {
  address: number;
  bytes: number;
}

export function createHeap(maximumBytes: number): Heap {
  const memory = createMemory(maximumBytes);
  let size = memory.buffer.byteLength;
  let used = 0;
  let peak = 0;
  const sizes = new Map<number, number>();
  const free: Block[] = [{ address: RESERVED, bytes: size - RESERVED }];

  const grow = (bytes: number) => {
    const missing = bytes - (free.find((block) => endOf(block) === size)?.bytes ?? 0);
    const pages = Math.ceil(Math.max(missing, Math.min(GROWTH, maximumBytes - size)) / PAGE);
    try {
      memory.grow(pages);
    } catch {
      throw new StudioError(
        "OutOfMemory",
        `The device's memory is full: ${megabytes(used)} are in use, ${megabytes(bytes)} more were asked for, the limit is ${megabytes(maximumBytes)}.`,
      );
    }
    release(free, { address: size, bytes: pages * PAGE });
    size = memory.buffer.byteLength;
  };

  return {
    memory,
    get size() {
      return size;
    },
    get used() {
      return used;
    },
    get peak() {
      return peak;
    },
    resetPeak: () => void (peak = used),
    allocate(wanted) {
      const bytes = Math.ceil((wanted + SLACK) / ALIGNMENT) * ALIGNMENT;
      const address = take(free, bytes) ?? (grow(bytes), take(free, bytes)!);
      sizes.set(address, bytes);
      used += bytes;
      peak = Math.max(peak, used);
      return address;
    },
    free(address) {
      const bytes = sizes.get(address);
      if (bytes === undefined) return;
      sizes.delete(address);
      used -= bytes;
      release(free, { address, bytes });
    },
    floats: (address, count) => new Float32Array(memory.buffer, address, count),
    doubles: (address, count) => new Float64Array(memory.buffer, address, count),
    words: (address, count) => new Uint32Array(memory.buffer, address, count),
  };
}

/** The maximum is only reserved address space, but some systems limit that too. */
function createMemory(maximumBytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: GROWTH / PAGE, maximum: Math.floor(maximumBytes / PAGE) });
  } catch {
    throw new StudioError(
      "OutOfMemory",
      `No memory could be reserved for the device; ${megabytes(maximumBytes)} were asked for.`,
    );
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Smallest free block that is large enough; its rest stays free. */
function take(free: Block[], bytes: number): number | null {
  let best = -1;
  for (let index = 0; index < free.length; index++) {
    const block = free[index]!;
    if (block.bytes >= bytes && (best < 0 || block.bytes < free[best]!.bytes)) best = index;
  }
  if (best < 0) return null;
  const block = free[best]!;
  const { address } = block;
  if (block.bytes === bytes) free.splice(best, 1);
  else {
    block.address += bytes;
    block.bytes -= bytes;
  }
  return address;
}

function release(free: Block[], block: Block): void {
  const at = firstAfter(free, block.address);
  const [before, after] = [free[at - 1], free[at]];
  const joined = { ...block };
  if (after?.address === endOf(block)) joined.bytes += after.bytes;
  if (before && endOf(before) === block.address) {
    joined.address = before.address;
    joined.bytes += before.bytes;
  }
  const first = joined.address === block.address ? at : at - 1;
  const last = endOf(joined) === endOf(block) ? at : at + 1;
  free.splice(first, last - first, joined);
}

const endOf = ({ address, bytes }: Block): number => address + bytes;

function firstAfter(free: readonly Block[], address: number): number {
  let [low, high] = [0, free.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (free[middle]!.address < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
