/** Class probabilities of whole images on their grid, which a slice after the other is cut from. */
export interface KeptImages {
  /** What is kept under this key, or else what `predict` comes to. One that fails is predicted again. */
  readonly once: (key: string, predict: () => Promise<Float32Array>) => Promise<Float32Array>;
  readonly clear: () => void;
}

/** Keeps as much as fits; what was asked for longest ago goes first. */
export function createKeptImages(mostBytes: number): KeptImages {
  const kept = new Map<string, Float32Array>();
  const bytes = () => [...kept.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return {
    async once(key, predict) {
      const scores = kept.get(key) ?? (await predict());
      kept.delete(key);
      kept.set(key, scores);
      while (bytes() > mostBytes) kept.delete(kept.keys().next().value!);
      return scores;
    },
    clear: () => kept.clear(),
  };
}
