import type { ReportPicture } from "../catalog/report/pictures.ts";
import { headlineScore } from "../core/judging/headline.ts";
import { roleOf } from "../core/study/architecture.ts";
import type { Study } from "../core/study/study.ts";
import { decodeFilm } from "../storage/film.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";

/** Networks that a report shows pictures of. */
const MOST = 8;

/** What the best trials saw last of the slice that their trainings were filmed on; none of a trial whose film was not kept. */
export async function reportPictures(
  study: Study,
  folder: Pick<StudyFolder, "readPreviews">,
): Promise<readonly ReportPicture[]> {
  const scored = study.trials
    .filter(({ status }) => status === "finished" || status === "pruned")
    .flatMap((trial) => {
      const score = headlineScore(study, trial);
      return score === null ? [] : [{ trial, score }];
    })
    .toSorted((one, other) => other.score - one.score);
  const pictures: ReportPicture[] = [];
  for (const { trial, score } of scored.slice(0, MOST)) {
    const frame = decodeFilm(await folder.readPreviews(trial.id).catch(() => null)).at(-1);
    if (frame) pictures.push({ title: `${roleOf(trial.architecture).name(trial.label)}, ${score.toFixed(3)}`, frame });
  }
  return pictures;
}
