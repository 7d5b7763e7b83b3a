import { useStudio } from "../studioContext.ts";
import { Callout } from "../controls/Callout.tsx";
import { withoutName } from "./withoutName.ts";

/** Files of the last drop that could not be opened, while nothing else is open. */
export function RefusedFiles() {
  const notices = useStudio(({ data }) => data?.notices) ?? [];
  return notices
    .filter(({ file }) => file !== undefined)
    .map(({ file, title, text }) => (
      <Callout key={`${file!}${text}`} severity="error" title={title}>
        {withoutName(text, file)}
      </Callout>
    ));
}
