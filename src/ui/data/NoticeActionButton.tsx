import { Button } from "@mantine/core";
import { Check } from "lucide-react";
import { ADVICE, isPlanAction } from "../../state/advice.ts";
import { firstRecipe } from "../../state/planSlice.ts";
import type { NoticeAction } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";

/** An offer of a notice; advice that the planned search follows already is ticked off. */
export function NoticeActionButton({ action: { id, label } }: { readonly action: NoticeAction }) {
  const actOnNotice = useStudio((state) => state.actOnNotice);
  const isTaken = useStudio((state) => isPlanAction(id) && ADVICE[id].isTaken(firstRecipe(state)));
  return (
    <Button
      size="xs"
      disabled={isTaken}
      {...(isTaken && { leftSection: <Check aria-label="Done:" /> })}
      onClick={() => void actOnNotice(id)}
    >
      {label}
    </Button>
  );
}
