import { Button } from "@mantine/core";
import { kindOf } from "../../../core/stages/index.ts";
import { currentStage, sizeOf } from "../../../core/stages/stages.ts";
import type { Study } from "../../../core/study/study.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { useStudio } from "../../studioContext.ts";
import classes from "./correction.module.css";

interface CorrectNextProps {
  readonly study: Study;
  readonly stage: number;
}

/** The way to the next round: slices are predicted, or those that were are gone on with. */
export function CorrectNext({ study, stage }: CorrectNextProps) {
  const count = useStudio((state) => state.slicesPerRound);
  const setCount = useStudio((state) => state.setSlicesPerRound);
  const correctNext = useStudio((state) => state.correctNext);
  const openCorrection = useStudio((state) => state.openCorrection);
  const why = useStudio(({ live, data }) => whyNot(study, stage, live?.owner === "elsewhere", data?.datasetId ?? null));
  const spec = study.spec.stages[stage]!;
  const proposal = kindOf(spec).proposal(spec);
  if (proposal) {
    const { from, to } = proposal.slices;
    return (
      <div className={classes.next}>
        <Button size="xs" disabled={why !== null} onClick={() => void openCorrection(stage)}>
          Go on correcting {to - from === 1 ? `slice ${from}` : `slices ${from} to ${to - 1}`}
        </Button>
        {why !== null && <span className="t2">{why}</span>}
      </div>
    );
  }
  return (
    <div className={classes.next}>
      <Button size="xs" disabled={why !== null} onClick={() => void correctNext(stage)}>
        Correct the next slices
      </Button>
      <NumberField isInline label="Slices of a round" width={56} value={count} min={1} isWhole onChange={setCount} />
      <span className="t2">{why ?? "slices at a time"}</span>
    </div>
  );
}

function whyNot(study: Study, stage: number, isElsewhere: boolean, datasetId: string | null): string | null {
  if (isElsewhere) return "Another tab writes this study.";
  if (datasetId !== study.spec.task.datasetId) return "Open the data of this study first.";
  const current = currentStage(study);
  if (current !== null && current < stage) return "First the study has to come up to here.";
  const { ids, ended } = study.trials.stage(stage);
  const isTrained = ended.size === ids.size && ids.size === sizeOf(study.spec.stages[stage]!);
  return isTrained ? null : "First the round before has to be trained.";
}
