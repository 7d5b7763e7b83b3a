import { describe, expect, test } from "vitest";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { type StudyEvent } from "../../core/study/events.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { newStudy, toySpec } from "../../testing/toyStudy.ts";
import { asked, ended } from "../../testing/trialEvents.ts";
import { createFilms } from "./films.ts";

const SIDE = 600;
const frame = (trial: number, step: number) => ({
  trial,
  step,
  z: 4,
  width: SIDE,
  height: SIDE,
  score: 0.5,
  labels: new Uint8Array(SIDE * SIDE).fill(step % 3),
});

async function afterThree() {
  let study: Study = newStudy(toySpec());
  const folder = openStudyFolder(createMemoryFileStore(), "a");
  const films = createFilms(folder, () => study);
  for (const [trial, score] of [
    [0, 0.4],
    [1, 0.9],
    [2, 0.5],
  ] as const) {
    study = applyEvent(study, asked(trial));
    for (const step of [25, 50]) films.add(frame(trial, step));
    await films.choose(trial);
    study = applyEvent(study, ended(trial, score));
  }
  return { films, folder, study: () => study, go: (event: StudyEvent) => (study = applyEvent(study, event)) };
}

describe("films", () => {
  test("are held at full size for running, best and chosen trials only", async () => {
    const { films, go } = await afterThree();
    go(asked(3));
    films.add(frame(3, 25));
    expect(films.held()).toEqual([1, 2, 3]);
    await films.choose(0);
    expect(films.held()).toEqual([1, 3]);
  });

  test("of all trials stand small in the study's folder, also of those whose large ones are gone, for a tab that opens it anew", async () => {
    const { films, folder, study } = await afterThree();
    for (const each of [films, createFilms(folder, study)]) {
      const film = await each.choose(0);
      expect(film.map(({ trial, step, width }) => [trial, step, width])).toEqual([
        [0, 25, 256],
        [0, 50, 256],
      ]);
    }
  });

  test("give the last small frame of each of several trials, whichever is chosen", async () => {
    const { films, folder, study } = await afterThree();
    for (const each of [films, createFilms(folder, study)])
      expect((await each.last([2, 0, 7])).map(({ trial, step, width }) => [trial, step, width])).toEqual([
        [2, 50, 256],
        [0, 50, 256],
      ]);
  });

  test("of a trial that goes on after a reload begin with the frames that were written", async () => {
    const { folder, go, study } = await afterThree();
    go(asked(3));
    const first = createFilms(folder, study);
    first.add(frame(3, 25));
    await first.choose(3);
    const second = createFilms(folder, study);
    second.add(frame(3, 50));
    expect((await second.choose(3)).map(({ step }) => step)).toEqual([25, 50]);
  });
});

test("a film that is damaged on disk is no film, and is begun anew", async () => {
  const files = createMemoryFileStore();
  const folder = openStudyFolder(files, "a");
  await folder.writePreviews(0, Uint8Array.of(1, 2, 3));
  const changed = (await files.read("a/previews/0.bin"))!.slice();
  changed[0]! ^= 1;
  await files.write("a/previews/0.bin", changed);
  const films = createFilms(folder, () => applyEvent(newStudy(toySpec()), asked(0)));
  expect(await films.choose(0)).toEqual([]);
  films.add(frame(0, 25));
  expect((await films.choose(0)).map(({ step }) => step)).toEqual([25]);
});
