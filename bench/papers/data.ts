import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DataSource } from "../../src/cli/data/dataFlags.ts";
import { StudioError } from "../../src/core/errors.ts";

/** Where the stacks lie that the project may read and must not copy, seen from the root of the project. */
const FOLDER = resolve(process.env.CRISTAE_DATA ?? "../shared/data");

/** Image and labels in that folder. Throws StudioError "UnreadableFile" saying where they were looked for. */
export function sharedData(image: string, labels: string, flags: DataSource = {}): DataSource {
  for (const path of [image, labels])
    if (!existsSync(join(FOLDER, path)))
      throw new StudioError(
        "UnreadableFile",
        `NOT RUN: there is no "${path}" in ${FOLDER}. The data are no part of the project; name their folder by CRISTAE_DATA=DIR.`,
      );
  return { ...flags, image: join(FOLDER, image), labels: join(FOLDER, labels) };
}
