import { StudioError } from "../../core/errors.ts";
import { joinedStack } from "../../core/image/subjects.ts";
import type { ReaderApi } from "../reading/readerApi.ts";
import type { DataApi, DataEdit } from "../studioApi.ts";
import { expertAgreement, expertLabels } from "./experts.ts";
import type { HeldData } from "./heldData.ts";
import { NO_HISTORY, type OpenData } from "./openData.ts";
import { findStacks, wantedOf } from "./openStacks.ts";

interface ExpertParts {
  readonly held: HeldData;
  readonly show: HeldData["show"];
  readonly reader: ReaderApi;
}

/** Labels of the open image by others, and how far all agree. */
export function createExpertCalls({
  held,
  show,
  reader,
}: ExpertParts): Pick<DataApi, "openExpert" | "closeExpert" | "agreement"> {
  return {
    async openExpert(files, listener) {
      const { labels, mapping } = held.open();
      if (!labels || !mapping)
        throw new StudioError(
          "NotFound",
          "No labels are open. Open those of the first expert, then others beside them.",
        );
      const { stacks, refused } = await findStacks(wantedOf(files), reader, listener);
      if (refused.length > 0 || stacks.length === 0)
        throw new StudioError(
          "UnreadableFile",
          refused.map(({ file, why }) => `${file}: ${why}`).join(" ") || "No stack was found in these files.",
        );
      const experts = stacks.map((stack) => expertLabels(stack, { labels, mapping }));
      return show({ ...held.open(), ...NO_HISTORY, experts: [...held.open().experts, ...experts] });
    },
    closeExpert: (index) =>
      show({ ...held.open(), experts: held.open().experts.filter((_, other) => other !== index) }),
    agreement(where) {
      const { image, experts, split } = held.open();
      const labelMap = held.labelMap();
      if (!image || !labelMap || !split) return Promise.resolve(null);
      return Promise.resolve(expertAgreement({ ...joinedStack(image.decoded), labelMap, experts, split }, where));
    },
  };
}

/** Edits after which a class is made of other voxels. */
const CHANGES_CLASSES: ReadonlySet<DataEdit["type"]> = new Set([
  "leaveOutClass",
  "mergeClass",
  "mergeClasses",
  "makeClass",
]);

/** Throws StudioError "BadInput" for an edit by which others would be compared in the wrong classes. */
export function checkExperts({ experts }: OpenData, edit: DataEdit): void {
  if (experts.length > 0 && CHANGES_CLASSES.has(edit.type))
    throw new StudioError(
      "BadInput",
      "Labels of other experts are compared by these classes. Close them to change what a class is.",
    );
}
