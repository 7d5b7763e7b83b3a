import { Button, SegmentedControl } from "@mantine/core";
import { CORRECTION_MODES, type CorrectionMode } from "../../../core/image/correction/modes.ts";
import { correctionRecords } from "../../../core/judging/correctionRecords.ts";
import { decidedShare } from "../../../state/painting/correctSlice.ts";
import { Caps } from "../../controls/Caps.tsx";
import { formatShare } from "../../format.ts";
import { CorrectionRounds } from "../../search/stages/CorrectionRounds.tsx";
import { useStudio } from "../../studioContext.ts";
import { PaintClasses } from "../../paint/PaintClasses.tsx";
import { EditHistory } from "../../paint/EditHistory.tsx";
import classes from "./correct.module.css";

/** The round in hand, those before it, and what may be done with it. */
export function CorrectPanel() {
  return (
    <>
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Classes</h2>
        <span className="t3">digits choose</span>
      </div>
      <PaintClasses />
      <RoundInHand />
      <RoundsBefore />
      <EditHistory />
      <span className="space" />
      <NextSteps />
    </>
  );
}

function RoundInHand() {
  const round = useStudio(({ data }) => data?.correction?.round ?? 0);
  const trial = useStudio(({ data }) => data?.correction?.trial ?? "");
  const share = useStudio(decidedShare);
  const seconds = useStudio(({ data }) => data?.painting?.seconds ?? 0);
  return (
    <section className="section" aria-label={`Round ${round}`}>
      <div className="panel-head">
        <h2>Round {round}</h2>
        <span className="t3">as trial {trial} predicts them</span>
      </div>
      <div className="panel-body col" style={{ gap: 6 }}>
        <span className="row-tight">
          {formatShare(share)} decided
          <span className="space" />
          <span className="t3">{clock(seconds)} min</span>
        </span>
        <div className={classes.bar} aria-hidden>
          <i style={{ width: `${100 * share}%` }} />
        </div>
        <span className="t2 sm">
          Click what is right to accept it, press X over what is not, paint the rest. What is not decided teaches
          nothing.
        </span>
      </div>
    </section>
  );
}

const clock = (seconds: number): string => {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

function RoundsBefore() {
  const study = useStudio((state) => state.study);
  const stage = useStudio(({ data }) => data?.correction?.stage ?? null);
  const records = study && stage !== null ? correctionRecords(study, stage) : [];
  if (records.length === 0) return null;
  return (
    <section className="section" aria-label="Rounds before">
      <div className="panel-head">
        <h2>Rounds before</h2>
      </div>
      <CorrectionRounds records={records} isShort />
    </section>
  );
}

const MODE_WORDS: Readonly<Record<CorrectionMode, string>> = { negative: "Missed", positive: "Invented", both: "Both" };

function NextSteps() {
  const mode = useStudio((state) => state.correctionMode);
  const setMode = useStudio((state) => state.setCorrectionMode);
  const isEmpty = useStudio((state) => decidedShare(state) === 0);
  const isWhole = useStudio((state) => decidedShare(state) === 1);
  const acceptRest = useStudio((state) => state.acceptRest);
  const train = useStudio((state) => state.trainOnCorrection);
  const discard = useStudio((state) => state.discardCorrection);
  return (
    <section className="section" aria-label="After this round">
      <div className="panel-body col" style={{ gap: 8, paddingTop: 10 }}>
        <span className="row-tight">
          <span className="t2">Weigh what was</span>
          <span className="space" />
          <SegmentedControl
            aria-label="Mistakes that weigh more"
            data={CORRECTION_MODES.map((value) => ({ value, label: MODE_WORDS[value] }))}
            value={mode}
            onChange={setMode}
          />
        </span>
        <div className="row-tight">
          <Button size="xs" variant="subtle" onClick={() => void discard()}>
            Leave this round
          </Button>
          <span className="space" />
          <Button size="xs" variant="default" disabled={isWhole} onClick={() => void acceptRest("round")}>
            Accept the rest
          </Button>
        </div>
        <Button variant="filled" disabled={isEmpty} rightSection={<Caps caps={["R"]} />} onClick={() => void train()}>
          Train on corrections
        </Button>
      </div>
    </section>
  );
}
