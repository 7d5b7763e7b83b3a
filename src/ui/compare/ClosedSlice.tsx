import { Button } from "@mantine/core";
import { Lock } from "lucide-react";
import { isClosed } from "../../state/partOfSlice.ts";
import { Callout } from "../controls/Callout.tsx";
import { useStudio } from "../studioContext.ts";

/** Says why nothing is predicted on this slice, and what would change that; nothing on any other slice. */
export function ClosedSlice() {
  const isShown = useStudio(({ study, slice }) => isClosed(study, slice));
  const slice = useStudio((state) => state.slice);
  const wishTest = useStudio((state) => state.wishTest);
  const goToValidation = useStudio((state) => state.goToValidation);
  if (!isShown) return null;
  return (
    <Callout
      severity="note"
      icon={<Lock aria-hidden />}
      title={`Slice ${slice} belongs to the test part`}
      actions={
        <>
          <Button size="xs" onClick={goToValidation}>
            Go to validation
          </Button>
          <Button size="xs" onClick={() => wishTest()}>
            Open the test part
          </Button>
        </>
      }
    >
      Networks are chosen without it, so predictions there stay hidden until you open it.
    </Callout>
  );
}
