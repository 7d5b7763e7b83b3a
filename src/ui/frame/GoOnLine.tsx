import { Button } from "@mantine/core";
import { CirclePause, X } from "lucide-react";
import type { ReactNode } from "react";
import { interruptedStudy, stoppedAt } from "../../state/goingOn.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./App.module.css";

/** What was interrupted, and the way on. */
export function GoOnLine({ onLeave }: { readonly onLeave: () => void }) {
  const study = useStudio((state) => state.study);
  const kept = useStudio(({ library }) => interruptedStudy(library?.studies));
  const openStudy = useStudio((state) => state.openStudy);
  const resumeStudy = useStudio((state) => state.resumeStudy);
  const openRoom = useStudio((state) => state.openRoom);
  if (study)
    return (
      <Line name={study.spec.name} where={stoppedAt(study)} onLeave={onLeave}>
        <Button size="xs" variant="subtle" onClick={() => openRoom("search")}>
          Show it
        </Button>
        <Button size="xs" onClick={() => void resumeStudy()}>
          Go on
        </Button>
      </Line>
    );
  if (!kept) return null;
  const goOn = async () => {
    await openStudy(kept.id);
    await resumeStudy();
  };
  return (
    <Line name={kept.name} where={`${kept.done} of ${kept.planned} networks`} onLeave={onLeave}>
      <Button size="xs" variant="subtle" onClick={() => void openStudy(kept.id)}>
        Open it
      </Button>
      <Button size="xs" onClick={() => void goOn()}>
        Open it and go on
      </Button>
    </Line>
  );
}

interface LineProps {
  readonly name: string;
  readonly where: string;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

function Line({ name, where, onLeave, children }: LineProps) {
  return (
    <section className={`bar ${classes.goOn!}`} aria-label="Interrupted study">
      <CirclePause size={14} aria-hidden />
      <span>
        <b>{name}</b> <span className="t2">{where}. It can go on.</span>
      </span>
      <span className="space" />
      {children}
      <IconButton label="Not now" onClick={onLeave}>
        <X />
      </IconButton>
    </section>
  );
}
