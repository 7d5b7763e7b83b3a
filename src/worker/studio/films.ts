import type { Study } from "../../core/study/study.ts";
import { shownTrials, smallFrame, withFrame } from "../../core/study/film.ts";
import { decodeFilm, encodeFilm } from "../../storage/film.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import type { TrialPreview } from "../studioApi.ts";

type Film = readonly TrialPreview[];

/** What trials saw while they trained: at full size for those that are shown, small in the study's folder for all. */
export function createFilms(folder: Pick<StudyFolder, "readPreviews" | "writePreviews">, study: () => Study) {
  const large = new Map<number, Film>();
  const small = new Map<number, Promise<Film>>();
  let chosen: number | null = null;

  const readSmall = async (trial: number): Promise<Film> =>
    decodeFilm(await folder.readPreviews(trial).catch(() => null)).map((frame) => ({ ...frame, trial }));

  const forget = () => {
    const shown = shownTrials(study(), chosen === null ? [] : [chosen]);
    for (const film of [large, small]) for (const trial of film.keys()) if (!shown.has(trial)) film.delete(trial);
  };

  /** Frames are written one after the other, each file whole; one that finds no room is left out, as the log tells of a full disk. */
  function keepSmall(frame: TrialPreview): void {
    const written = (small.get(frame.trial) ?? readSmall(frame.trial)).then(async (before) => {
      const film = withFrame(before, frame);
      await folder.writePreviews(frame.trial, encodeFilm(film)).catch(() => undefined);
      return film;
    });
    small.set(frame.trial, written);
  }

  return {
    /** Takes a picture of a running trial; gives it back in the size that is kept. */
    add(preview: TrialPreview): TrialPreview {
      large.set(preview.trial, withFrame(large.get(preview.trial) ?? [], preview));
      const frame = smallFrame(preview);
      keepSmall(frame);
      forget();
      return frame;
    },
    /** The film of a trial that is looked at from now on. */
    async choose(trial: number): Promise<Film> {
      chosen = trial;
      forget();
      const [film, kept] = [large.get(trial) ?? [], await (small.get(trial) ?? readSmall(trial))];
      return film.length >= kept.length ? film : kept;
    },
    /** The last small frame of each of these trials that has one. */
    async last(trials: readonly number[]): Promise<Film> {
      const films = await Promise.all(trials.map((trial) => small.get(trial) ?? readSmall(trial)));
      return films.flatMap((film) => film.slice(-1));
    },
    /** Trials in memory. */
    held: (): readonly number[] => [...large.keys()],
  };
}

export type Films = ReturnType<typeof createFilms>;
