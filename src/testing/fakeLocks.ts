/** Web Locks as two tabs of one browser share them: exclusive, in the order of the asking. */
export function fakeLockManager(): LockManager {
  const held = new Map<string, Promise<unknown>>();
  const request = async (
    name: string,
    options: LockOptions,
    use: (lock: Lock | null) => Promise<unknown>,
  ): Promise<unknown> => {
    while (held.has(name)) {
      if (options.ifAvailable) return use(null);
      await Promise.race([held.get(name), aborted(options.signal)]);
    }
    const used = Promise.resolve(use({ name, mode: "exclusive" })).finally(() => held.delete(name));
    held.set(name, used);
    return used;
  };
  const query = () => Promise.resolve({ held: [...held.keys()].map((name) => ({ name })), pending: [] });
  return { request, query } as unknown as LockManager;
}

const aborted = (signal?: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))),
  );
