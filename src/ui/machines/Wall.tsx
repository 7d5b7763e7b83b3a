import { Snowflake } from "lucide-react";
import type { Watcher } from "../../remote/browser/watcher.ts";
import type { BestStanding, MachineStanding, Standing } from "../../remote/watching/standing.ts";
import { compact } from "../charts/bins.ts";
import { formatClock, formatInteger, plural } from "../format.ts";
import { PicturePane } from "./PicturePane.tsx";
import { ProgressCells } from "./ProgressCells.tsx";
import { QrCode } from "./QrCode.tsx";
import { ScorePlot } from "./ScorePlot.tsx";
import { baselineOf, bySize, byTime, frontOf, minutesLeft, stepsPerSecond } from "./standings.ts";
import { usePicture } from "./useStanding.ts";
import classes from "./machines.module.css";

interface WallProps {
  readonly standing: Standing;
  readonly watcher: Watcher;
  /** What students open; null where it is not known here. */
  readonly link: string | null;
}

const LETTERS = 16;

/** For the projector: who trains what, what came of it, and the best segmentation so far. */
export function Wall({ standing, watcher, link }: WallProps) {
  const { study, machines } = standing;
  const done = study.trials.filter(({ status }) => status !== "running").length;
  const left = minutesLeft(standing);
  return (
    <div className={classes.wall}>
      <header className={classes.wallHead}>
        <b>{study.name}</b>
        <span>
          <b className="accent">{done}</b> <span className="t3">of {study.planned} networks</span>
        </span>
        <ProgressCells study={study} />
        {study.isDone ? (
          <b>done</b>
        ) : (
          left !== null && (
            <span>
              <b>{Math.max(1, Math.round(left))} min</b> <span className="t3">left</span>
            </span>
          )
        )}
        <span>
          <b>{machines.length}</b> <span className="t3">{machines.length === 1 ? "machine" : "machines"},</span>{" "}
          <b>{formatInteger(stepsPerSecond(machines))}</b> <span className="t3">steps/s</span>
        </span>
      </header>
      <WhoTrains standing={standing} />
      <section className={classes.wallPlots}>
        <SizePlot standing={standing} />
        <TimePlot standing={standing} />
      </section>
      <BestSoFar standing={standing} watcher={watcher} link={link} />
    </div>
  );
}

function WhoTrains({
  standing: { machines, study, highlighted, isFrozen, happenings, now },
}: {
  readonly standing: Standing;
}) {
  const gone = happenings.filter(({ does, at }) => (does === "left" || does === "lost") && now - at < 60_000);
  const scoreOf = (trial: number) => study.trials.find(({ id }) => id === trial)?.score ?? null;
  return (
    <section className={classes.wallWho} aria-label="Who trains what">
      <h2>
        <b>Who trains what</b> <span className="t3">step, {study.metric}</span>
      </h2>
      {machines.length === 0 && (
        <p className="t2">Nobody is in yet. The first browser is ready 8 s after opening the link.</p>
      )}
      {machines.map((machine) => (
        <WhoRow
          key={machine.name}
          machine={machine}
          scoreOf={scoreOf}
          isFrozen={isFrozen}
          isHighlighted={machine.name === highlighted}
        />
      ))}
      {gone.slice(0, 3).map(({ machine, at, does, text }) => (
        <div key={`${machine} ${at}`} className={classes.wallGone}>
          <span>{machine}</span> <span className="t3">{does === "lost" ? `lost. ${text}` : "left"}</span>
        </div>
      ))}
    </section>
  );
}

interface WhoRowProps {
  readonly machine: MachineStanding;
  readonly scoreOf: (trial: number) => number | null;
  readonly isFrozen: boolean;
  readonly isHighlighted: boolean;
}

function WhoRow({ machine: { name, trains, isPaused }, scoreOf, isFrozen, isHighlighted }: WhoRowProps) {
  const rows = trains.length > 0 ? trains : [null];
  return rows.map((training, index) => (
    <div key={training?.trial ?? "none"} className={classes.wallRow} data-highlighted={isHighlighted || undefined}>
      <span>{index === 0 ? name : ""}</span>
      <span className="t3">{training?.trial ?? ""}</span>
      <span className={classes.bar}>
        <i style={{ width: `${training ? (100 * training.step) / training.steps : 0}%` }} />
      </span>
      <span>
        {(isFrozen || isPaused) && index === 0 ? (
          <Snowflake aria-label="frozen" />
        ) : (
          ((training && scoreOf(training.trial)?.toFixed(3)) ?? "")
        )}
      </span>
    </div>
  ));
}

export function SizePlot({
  standing: { study, highlighted },
  letters = LETTERS,
}: {
  readonly standing: Standing;
  readonly letters?: number;
}) {
  const points = bySize(study);
  return (
    <section>
      <h2>
        <b>Small and good</b>{" "}
        <span className="t3">
          {study.metric} against parameters, {plural(points.length, "network")}
        </span>
      </h2>
      <ScorePlot
        name={`${study.metric} against parameters`}
        {...{ points, highlighted, letters }}
        front={frontOf(points)}
        xScale="log"
        xText={(value) => compact(Number(value.toPrecision(1)))}
        baseline={baselineOf(study)?.score ?? null}
      />
    </section>
  );
}

function TimePlot({ standing: { study, highlighted } }: { readonly standing: Standing }) {
  const points = byTime(study);
  return (
    <section>
      <h2>
        <b>{points[0] ? `Since ${formatClock(points[0].x)}` : "Since it began"}</b>{" "}
        <span className="t3">each dot a finished network, line: best so far</span>
      </h2>
      <ScorePlot
        name="Networks by time"
        {...{ points, highlighted }}
        front={frontOf(points)}
        xScale="linear"
        xText={formatClock}
        baseline={baselineOf(study)?.score ?? null}
        letters={LETTERS}
      />
    </section>
  );
}

function BestSoFar({ standing: { study }, watcher, link }: WallProps) {
  const best = study.bests.at(-1) ?? null;
  const picture = usePicture(watcher, best?.picture ?? null);
  const colors = study.classes.map(({ color }) => color);
  const baseline = baselineOf(study);
  return (
    <section className={classes.wallBest} aria-label="Best segmentation so far">
      <h2>
        <b>Best segmentation so far</b>
      </h2>
      {best && picture ? (
        <>
          <div className={classes.stage}>
            <PicturePane
              picture={picture}
              colors={colors}
              label={`Segmentation of network ${best.label}, slice ${best.slice}`}
            />
            <span className="tag" data-place="left top">
              <b>{best.machine ?? "Earlier"}</b>, network {best.label}
            </span>
            <span className="tag" data-place="right top">
              {best.score.toFixed(3)}
            </span>
            <span className="tag" data-place="left bottom">
              slice {best.slice}, validation
            </span>
          </div>
          {typeof baseline?.score === "number" && (
            <Against best={best} baseline={baseline.score} name={baseline.label} />
          )}
          <HowItGotThere bests={study.bests} watcher={watcher} colors={colors} />
        </>
      ) : (
        <p className="t2">A picture appears with the first finished network.</p>
      )}
      {link !== null && (
        <div className={classes.wallJoin}>
          <QrCode text={link} label="Link to join, as a code" />
          <div>
            <b>{new URL(link).host}</b>
            <p className="t3">Scan to take part. Late is fine.</p>
          </div>
        </div>
      )}
    </section>
  );
}

function Against({
  best,
  baseline,
  name,
}: {
  readonly best: BestStanding;
  readonly baseline: number;
  readonly name: string;
}) {
  const gain = best.score - baseline;
  return (
    <p>
      <b>
        {Math.abs(gain).toFixed(3)} {gain >= 0 ? "ahead of" : "behind"} {name}.
      </b>{" "}
      <span className="t2">One training each: not shown yet.</span>
    </p>
  );
}

function HowItGotThere({
  bests,
  ...shown
}: {
  readonly bests: readonly BestStanding[];
  readonly watcher: Watcher;
  readonly colors: readonly string[];
}) {
  return (
    <div className={classes.film} role="group" aria-label="How it got there">
      {bests.map((best) => (
        <Frame key={best.picture} best={best} {...shown} />
      ))}
    </div>
  );
}

function Frame({
  best,
  watcher,
  colors,
}: {
  readonly best: BestStanding;
  readonly watcher: Watcher;
  readonly colors: readonly string[];
}) {
  const picture = usePicture(watcher, best.picture);
  return (
    <figure>
      {picture && <PicturePane picture={picture} colors={colors} label={`Network ${best.label}`} />}
      <figcaption>
        {best.machine ?? best.label} <span className="t3">{best.score.toFixed(2)}</span>
      </figcaption>
    </figure>
  );
}
