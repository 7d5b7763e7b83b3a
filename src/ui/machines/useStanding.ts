import { useEffect, useState } from "react";
import { toErrorRecord } from "../../core/errors.ts";
import type { Watcher } from "../../remote/browser/watcher.ts";
import type { Picture } from "../../remote/watching/picture.ts";
import type { Standing } from "../../remote/watching/standing.ts";

const EVERY_MS = 1_000;

/** How things stand, asked for once a second; the last answer stays while the gateway is away. */
export function useStanding(watcher: Pick<Watcher, "standing"> | null): {
  readonly standing: Standing | null;
  readonly failure: string | null;
} {
  const [standing, setStanding] = useState<Standing | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    if (!watcher) return undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      try {
        const next = await watcher.standing();
        if (isOver) return;
        setStanding(next);
        setFailure(null);
      } catch (error) {
        if (isOver) return;
        setFailure(toErrorRecord(error).message);
      }
      setTimeout(() => !isOver && void ask(), EVERY_MS);
    };
    void ask();
    return () => void (isOver = true);
  }, [watcher]);
  return { standing, failure };
}

/** A picture by its hash; null until it is there. */
export function usePicture(watcher: Pick<Watcher, "picture">, sha256: string | null): Picture | null {
  const [found, setFound] = useState<{ readonly sha256: string; readonly picture: Picture } | null>(null);
  useEffect(() => {
    let isOver = false;
    if (sha256 === null) return undefined;
    void watcher.picture(sha256).then(
      (picture) => isOver || setFound({ sha256, picture }),
      () => undefined,
    );
    return () => void (isOver = true);
  }, [watcher, sha256]);
  return sha256 === null ? null : (found?.picture ?? null);
}
