import { StudioError } from "../../core/errors.ts";
import type { Output } from "../output.ts";
import type { ExitCode } from "../program/run.ts";
import { PLANNED } from "../planFile.ts";
import { openServing, type ServeFlags } from "../serving/openServing.ts";
import { STUDY_ENDING } from "../studyOnDisk.ts";
import { resume } from "./resume.ts";
import { search, type SearchCommandFlags } from "./search.ts";

export type ServeCommandFlags = ServeFlags & SearchCommandFlags;

/** `cristae serve`: a study, new or begun, whose candidates are trained by machines that join. */
export function serve(what: string | undefined, flags: ServeCommandFlags, output: Output): Promise<ExitCode> {
  const open = openServing(
    { ...flags, host: flags.host ?? "0.0.0.0", untilDone: flags.untilDone ?? false },
    { ownSlots: 0 },
  );
  if (!what?.endsWith(STUDY_ENDING)) return search(what, flags, output, open);
  const typed = flags.given?.filter((flag) => NEW.includes(flag)) ?? [];
  if (typed.length > 0)
    throw new StudioError("BadInput", `${what} has its plan already; ${typed.join(", ")} cannot change it.`);
  return resume(what, flags, output, open);
}

/** Flags that plan a new search, or name it. */
const NEW: readonly string[] = [...PLANNED, "--seed", "--name", "--out", "--figure", "--force"].filter(
  (flag) => !["--trials", "--baseline"].includes(flag),
);
