import { useMemo } from "react";
import { paneLooks, type Look, type PaneLooks } from "../../state/paneLooks.ts";
import { useStudio } from "../studioContext.ts";
import { lookName } from "./lookName.ts";

/** What a pane shows in the mode that is chosen. */
export function usePaneLooks(index: number, isBlinked: boolean): PaneLooks {
  const content = useStudio(({ panes }) => panes[index]!.content);
  const mode = useStudio((state) => state.mode);
  const compared = useStudio((state) => state.compared);
  const isTruthHeld = useStudio((state) => state.isTruthHeld);
  return useMemo(
    () => paneLooks(content, { mode, compared, isTruthHeld, isBlinked }),
    [content, mode, compared, isTruthHeld, isBlinked],
  );
}

export const useLookName = (look: Look | null): string =>
  useStudio(({ study, data, classId, field }) =>
    look ? lookName(look, study, data?.mapping?.classes[classId ?? 1]?.name ?? "", field !== null) : "",
  );
