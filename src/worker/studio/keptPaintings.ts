import { StudioError } from "../../core/errors.ts";
import type { KeptPainting } from "../studioApi.ts";
import { paintingFolder, PAINTINGS, type PaintingGround } from "./beginPainting.ts";

/** What was painted in this browser: listed, and thrown away. */
export interface KeptPaintings {
  /** The one that was painted on last first. */
  list(): Promise<readonly KeptPainting[]>;
  /** Throws StudioError "StudyBusy" where it is being painted on. */
  remove(id: string): Promise<void>;
}

export function createKeptPaintings(ground: PaintingGround): KeptPaintings {
  async function kept(id: string): Promise<KeptPainting | null> {
    const folder = paintingFolder(ground, id);
    const about = await folder.readAbout();
    if (!about) return null;
    const { lines } = await folder.readLog();
    return {
      ...{ id, ...about },
      edits: lines.filter(({ type }) => type === "painted").length,
      bytes: await ground.files.size(`${PAINTINGS}/${id}`),
      changedAt: lines.at(-1)?.at ?? null,
    };
  }

  return {
    async list() {
      const found: KeptPainting[] = [];
      for (const id of await ground.files.list(PAINTINGS)) {
        const painting = await kept(id);
        if (painting) found.push(painting);
      }
      return found.sort((one, other) => (other.changedAt ?? 0) - (one.changedAt ?? 0));
    },
    async remove(id) {
      const lock = await ground.locks.take(`painting ${id}`);
      if (!lock) throw new StudioError("StudyBusy", "These labels are being painted. Close them, then delete them.");
      try {
        await paintingFolder(ground, id).remove();
      } finally {
        lock.release();
      }
    },
  };
}
