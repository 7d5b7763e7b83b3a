import { beginningOf } from "../../state/planSlice.ts";
import { viewOf } from "../search/stages/index.ts";
import { Button } from "@mantine/core";
import { ChevronRight } from "lucide-react";
import { useMemo } from "react";
import { PREDICTION_SPREAD, trialSeconds } from "../../core/judging/prediction.ts";
import { chosenDevice } from "../../state/chosenDevice.ts";
import { firstTrainingRecipe, validationVoxels } from "../../state/plannedTime.ts";
import { scientific } from "../../state/roomSummary.ts";
import type { WhatIf } from "../../worker/studioApi.ts";
import { medianOf } from "../../core/statistics.ts";
import { compact } from "../charts/bins.ts";
import { Histogram } from "../charts/Histogram.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { formatBytes, formatDuration, formatInteger, formatShare } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { usePlannedSeconds } from "../usePlannedSeconds.ts";
import classes from "./space.module.css";

/** What a search on these ranges would be like, before any of it is run. */
export function WhatIfPanel() {
  const whatIf = useStudio((state) => state.whatIf);
  const before = useStudio((state) => state.whatIfBefore);
  return (
    <section className={classes.whatIf} aria-label="What if">
      <div className="panel-head">
        <h2>What if</h2>
        <span className="t3 wide-only">{formatInteger(whatIf?.samples ?? 1000)} sampled networks</span>
        <span className="space" />
        <span className="row-tight t3">
          <svg width={14} height={8} aria-hidden>
            <path d="M0 7V3h5V1h5v4h4v3" fill="none" stroke="var(--text)" strokeDasharray="2 2" />
          </svg>
          before edit
        </span>
      </div>
      {whatIf ? <Answer whatIf={whatIf} before={before} /> : <p className="panel-body t2">Counting the networks</p>}
      <span className="space" />
      <PlannedSearch />
    </section>
  );
}

const rejectedShare = (whatIf: WhatIf): number => whatIf.rejected.reduce((sum, { share }) => sum + share, 0);

interface AnswerProps {
  readonly whatIf: WhatIf;
  readonly before: WhatIf | null;
}

function Answer({ whatIf, before }: AnswerProps) {
  const cap = useStudio(({ plan }) => beginningOf(plan).memoryCap);
  const rejected = rejectedShare(whatIf);
  const change = before ? rejected - rejectedShare(before) : 0;
  return (
    <>
      <div className="panel-body" style={{ paddingBottom: 8 }}>
        <div className="row" style={{ gap: 24, alignItems: "flex-end" }}>
          <div>
            <div className="t3 sm">{whatIf.networks === undefined ? "Distinct networks" : "Vectors"}</div>
            <div className={classes.big}>{countText(whatIf.count)}</div>
          </div>
          {whatIf.networks !== undefined && (
            <div>
              <div className="t3 sm">Distinct networks</div>
              <div className={classes.big}>{countText(whatIf.networks)}</div>
            </div>
          )}
          {whatIf.networks === undefined && (
            <div>
              <div className="t3 sm">Rejected</div>
              <div className={classes.big}>
                {formatShare(rejected)}{" "}
                {Math.abs(change) >= 0.001 && (
                  <span
                    className={`sm ${change > 0 ? "bad" : "good"}`}
                  >{`${change > 0 ? "▲" : "▼"} ${(Math.abs(change) * 100).toFixed(1)}`}</span>
                )}
              </div>
            </div>
          )}
        </div>
        <ShareBar whatIf={whatIf} />
        <div className="col sm" style={{ gap: 3, marginTop: 6 }}>
          {whatIf.legalShare.isExact && (
            <div className="row" style={{ justifyContent: "space-between" }}>
              <span>
                <b>{formatShare(whatIf.legalShare.share)}</b> of all vectors are legal
              </span>
              <span className="t2">counted</span>
            </div>
          )}
          {whatIf.networks !== undefined && (
            <span>
              <b>{formatShare(1 - rejected)}</b> can be trained{" "}
              {Math.abs(change) >= 0.001 && (
                <span
                  className={change > 0 ? "bad" : "good"}
                >{`${change > 0 ? "▼" : "▲"} ${(Math.abs(change) * 100).toFixed(1)}`}</span>
              )}
            </span>
          )}
          {whatIf.rejected.slice(0, 3).map(({ kind, because, range, share }) => (
            <div key={kind} className="row" style={{ justifyContent: "space-between" }}>
              <span>
                <b className={kind === "memory" ? "bad" : ""}>{formatShare(share)}</b>{" "}
                {kind === "memory" ? `over the ${formatBytes(cap)} cap` : because}
              </span>
              <span className="t2">{range}</span>
            </div>
          ))}
          {whatIf.rejected.length === 0 && <span className="t2">Every drawn network can be built and trained.</span>}
          <div className={whatIf.networks === undefined ? undefined : "tall-only"}>
            <DiversityLine diversity={whatIf.diversity} />
          </div>
        </div>
      </div>
      <Costs whatIf={whatIf} before={before} />
    </>
  );
}

/** What the networks that can be built would cost to train. */
function Costs({ whatIf, before }: AnswerProps) {
  const cap = useStudio(({ plan }) => beginningOf(plan).memoryCap);
  const secondsOf = useTrialSeconds();
  const of = (answer: WhatIf | null, value: (cost: WhatIf["costs"][number]) => number) =>
    answer?.costs.map(value) ?? null;
  const parameters = of(whatIf, (cost) => cost.parameters)!;
  const memory = of(whatIf, (cost) => cost.trainingBytes)!;
  const minutes = secondsOf && of(whatIf, (cost) => secondsOf(cost) / 60);
  return (
    <div className={`section ${classes.histograms!}`}>
      <Histogram
        title="Parameters"
        summary={`median ${compact(medianOf(parameters))}`}
        values={parameters}
        before={of(before, (cost) => cost.parameters)}
        range={[1e3, decadeAbove(parameters, 1e7)]}
        format={compact}
      />
      <Histogram
        title="Peak training memory"
        summary={`median ${formatBytes(medianOf(memory))}`}
        values={memory}
        before={of(before, (cost) => cost.trainingBytes)}
        range={[3e6, decadeAbove(memory, 4e9)]}
        format={formatBytes}
        cap={cap}
      />
      {minutes && (
        <Histogram
          title="Minutes per trial"
          summary={`median ${medianOf(minutes).toPrecision(2)}`}
          values={minutes}
          before={of(before, (cost) => secondsOf(cost) / 60)}
          range={[0.03, 100]}
          format={(value) => String(value)}
        />
      )}
    </div>
  );
}

/** Where an axis ends: as usual, or at the power of ten that holds all values. */
const decadeAbove = (values: readonly number[], usual: number): number =>
  values.reduce((end, value) => (value > end ? 10 ** Math.ceil(Math.log10(value)) : end), usual);

/** All digits below a thousand million, as a power of ten above. */
const countText = (count: number): string => (count < 1e9 ? formatInteger(count) : scientific(count));

/** What can be trained, what is turned down, and what needs too much memory, as shares of the draws. */
function ShareBar({ whatIf }: { readonly whatIf: WhatIf }) {
  const tooLarge = whatIf.rejected.filter(({ kind }) => kind === "memory").reduce((sum, { share }) => sum + share, 0);
  const rejected = rejectedShare(whatIf);
  const parts = [
    ["trained", 1 - rejected],
    ["illegal", rejected - tooLarge],
    ["tooLarge", tooLarge],
  ] as const;
  return (
    <div className={classes.shares} role="img" aria-label={`${formatShare(1 - rejected)} of the draws can be trained`}>
      {parts.map(([kind, share]) => share > 0 && <i key={kind} data-kind={kind} style={{ flexGrow: share }} />)}
    </div>
  );
}

/** Draws that build a network that came before, and how far the structure spreads. */
function DiversityLine({ diversity: { members, duplicates, facts } }: { readonly diversity: WhatIf["diversity"] }) {
  if (members === 0) return null;
  const spans = facts.map(({ name, counts }) => `${name} ${counts[0]![0]} to ${counts.at(-1)![0]}`).join(", ");
  return (
    <span
      className="t2"
      title={facts
        .map(({ name, counts }) => `${name}: ${counts.map(([value, count]) => `${value} (${count})`).join(", ")}`)
        .join("\n")}
    >
      {formatShare(duplicates / members)} drawn twice; {spans}
    </span>
  );
}

/** Predicted seconds of one training on the device that would be used; null before the machine was measured, and where none is planned. */
function useTrialSeconds() {
  const device = useStudio(chosenDevice);
  const plan = useStudio((state) => state.plan);
  const voxels = useStudio(validationVoxels);
  const recipe = useMemo(() => firstTrainingRecipe({ plan }), [plan]);
  return device && recipe && ((cost: WhatIf["costs"][number]) => trialSeconds(cost, recipe, voxels, device));
}

function PlannedSearch() {
  const plan = useStudio((state) => state.plan);
  const setup = useStudio((state) => state.setup);
  const device = useStudio(chosenDevice);
  const isReady = useStudio(({ data }) => Boolean(data?.datasetId));
  const changeSetup = useStudio((state) => state.changeSetup);
  const calibrate = useStudio((state) => state.calibrate);
  const openRoom = useStudio((state) => state.openRoom);
  const seconds = usePlannedSeconds();
  const workers = setup.workers > 0 ? setup.workers : (device?.slots ?? 1);
  return (
    <div className={`section ${classes.planned!}`}>
      <div className="t3 sm">Planned on this machine{plan.length > 1 && `, all ${plan.length} stages`}</div>
      <div className="row" style={{ marginTop: 2 }}>
        <span className={classes.big}>{seconds === null ? "not measured yet" : formatDuration(seconds)}</span>
        {seconds !== null && <span className="t2">± {formatDuration(seconds * PREDICTION_SPREAD)}</span>}
      </div>
      <div className="row t2 nowrap" style={{ margin: "6px 0 8px" }}>
        <PlannedLength />
        <NumberField
          isInline
          label="Workers"
          width={44}
          min={1}
          max={64}
          isWhole
          value={workers}
          onChange={(count) => changeSetup({ workers: count })}
        />
        {workers === 1 ? "worker" : "workers"}
      </div>
      <div className="row">
        <span className="t3 sm">
          <button type="button" className="link sm" onClick={() => void calibrate(true)}>
            {device ? "Measure again" : "Measure this machine"}
          </button>
        </span>
        <span className="space" />
        <Button
          variant="filled"
          disabled={!isReady}
          rightSection={<ChevronRight aria-hidden />}
          onClick={() => openRoom("search")}
        >
          Set up search
        </Button>
      </div>
    </div>
  );
}

/** How long the first stage is: candidates and their steps, or epochs of shared weights. */
function PlannedLength() {
  const [first] = useStudio((state) => state.plan);
  const changeFirst = useStudio((state) => state.changeFirst);
  const InlineLength = viewOf(first!).first?.InlineLength;
  return InlineLength && <InlineLength stage={first!} onChange={changeFirst} />;
}
