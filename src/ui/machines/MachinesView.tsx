import { ActionIcon } from "@mantine/core";
import { Pause, Play, Star, X } from "lucide-react";
import type { Watcher } from "../../remote/browser/watcher.ts";
import type { MachineStanding, Standing, Training } from "../../remote/watching/standing.ts";
import { formatClock, formatFixed, formatInteger, plural } from "../format.ts";
import { SpanPlot } from "./SpanPlot.tsx";
import { stateOf, stepsPerSecond } from "./standings.ts";
import classes from "./machines.module.css";

interface MachinesViewProps {
  readonly standing: Standing;
  /** Null where this page may only look on. */
  readonly steer: Watcher["steer"] | null;
}

/** Machines, what each holds and how long for, what was lost and who took it up. */
export function MachinesView({ standing, steer }: MachinesViewProps) {
  const { machines, lockMs } = standing;
  const browsers = machines.filter(({ isBrowser }) => isBrowser);
  const others = machines.filter(({ isBrowser }) => !isBrowser);
  return (
    <div className={classes.machines}>
      <Totals standing={standing} />
      <section className={classes.table} aria-label="Machines">
        <h2>
          <b>Machines</b>{" "}
          <span className="t3">
            a lease lasts {formatInteger(lockMs / 1000)} s and is renewed every{" "}
            {formatInteger(Math.min(10_000, lockMs / 3) / 1000)}
          </span>
        </h2>
        <table>
          <thead>
            <tr>
              {[
                "Machine",
                "Device class",
                "Trial",
                "Step",
                "Lease left",
                "Heartbeat",
                "Steps/s",
                "Attempt",
                "Done",
                "Lost",
                "State",
              ].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              {steer && <th aria-label="Decide" />}
            </tr>
          </thead>
          <Group name="Machines by a join file" rows={others} standing={standing} steer={steer} />
          <Group name="Browsers by link" rows={browsers} standing={standing} steer={steer} />
        </table>
        {machines.length === 0 && <p className="t2">Nobody works yet. Add a server, Slurm or a browser by link.</p>}
      </section>
      <section className={classes.spans} aria-label="Last 30 minutes">
        <h2>
          <b>Last 30 minutes</b> <span className="t3">one bar a trial, cross: machine lost</span>
        </h2>
        <SpanPlot standing={standing} />
      </section>
      <Happenings standing={standing} />
    </div>
  );
}

function Totals({ standing: { machines, totals, study, isFrozen } }: { readonly standing: Standing }) {
  const working = machines.filter(({ trains }) => trains.length > 0).length;
  const held = machines.reduce((sum, { trains }) => sum + trains.length, 0);
  const running = study.trials.filter(({ status }) => status === "running").length;
  const figures: readonly (readonly [string, string, string])[] = [
    ["Machines working", String(working), `of ${machines.length}${isFrozen ? ", frozen" : ""}`],
    ["Steps a second", formatInteger(stepsPerSecond(machines)), ""],
    ["Waiting for a machine", String(Math.max(0, running - held)), plural(running, "trial")],
    ["Machines lost", String(totals.lost), ""],
    ["Trials recovered", String(totals.recovered), ""],
    ["Trained twice", formatInteger(totals.stepsTwice), "steps"],
    ["Results refused as late", String(totals.late), ""],
  ];
  return (
    <dl className={classes.totals}>
      {figures.map(([name, value, unit]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b> <span className="t3">{unit}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface GroupProps extends MachinesViewProps {
  readonly name: string;
  readonly rows: readonly MachineStanding[];
}

function Group({ name, rows, standing, steer }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <tbody>
      <tr className={classes.group}>
        <th colSpan={steer ? 12 : 11} scope="colgroup">
          {name} <span className="t3">{plural(rows.length, "machine")}</span>
        </th>
      </tr>
      {rows.flatMap((machine) =>
        (machine.trains.length > 0 ? machine.trains : [null]).map((training, index) => (
          <Row
            key={`${machine.name} ${training?.trial ?? ""}`}
            {...{ machine, training, standing, steer }}
            isFirst={index === 0}
          />
        )),
      )}
    </tbody>
  );
}

interface RowProps extends MachinesViewProps {
  readonly machine: MachineStanding;
  readonly training: Training | null;
  /** Of the trials that a machine holds. */
  readonly isFirst: boolean;
}

function Row({ machine, training, standing, steer, isFirst }: RowProps) {
  const { name, device, seenAt, finished, lost, isPaused } = machine;
  const { now, highlighted } = standing;
  const beat = Math.max(0, Math.round((now - seenAt) / 1000));
  return (
    <tr aria-selected={name === highlighted}>
      <th scope="row">{isFirst ? name : ""}</th>
      <td className="t2">{isFirst ? device : ""}</td>
      <td>{training?.trial ?? ""}</td>
      <td>{training ? `${formatInteger(training.step)} of ${formatInteger(training.steps)}` : ""}</td>
      <td>{training && <LeaseLeft training={training} standing={standing} />}</td>
      <td>{isFirst ? `${beat} s ago` : ""}</td>
      <td>{training ? formatFixed(training.stepsPerSecond, training.stepsPerSecond < 10 ? 1 : 0) : ""}</td>
      <td>{training?.attempt ?? ""}</td>
      <td>{isFirst ? finished : ""}</td>
      <td className={lost > 0 ? "bad" : undefined}>{isFirst ? lost : ""}</td>
      <td>{isFirst ? stateOf(machine, standing) : ""}</td>
      {steer && (
        <td className={classes.decide}>
          {isFirst && (
            <>
              <Decide
                label={isPaused ? `Let ${name} go on` : `Pause ${name} after what it trains`}
                icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
                run={() => steer({ does: isPaused ? "goOn" : "pause", machine: name })}
              />
              <Decide
                label={name === highlighted ? `No longer highlight ${name}` : `Highlight ${name}`}
                icon={<Star aria-hidden />}
                run={() => steer({ does: "highlight", machine: name === highlighted ? null : name })}
              />
              <Decide
                label={`Send ${name} out`}
                icon={<X aria-hidden />}
                run={() => steer({ does: "sendOut", machine: name })}
              />
            </>
          )}
        </td>
      )}
    </tr>
  );
}

function Decide({
  label,
  icon,
  run,
}: {
  readonly label: string;
  readonly icon: React.ReactNode;
  readonly run: () => Promise<void>;
}) {
  return (
    <ActionIcon size={22} variant="subtle" color="gray" aria-label={label} title={label} onClick={() => void run()}>
      {icon}
    </ActionIcon>
  );
}

function LeaseLeft({
  training: { renewedAt },
  standing: { now, lockMs },
}: {
  readonly training: Training;
  readonly standing: Standing;
}) {
  const left = Math.max(0, Math.min(1, (renewedAt + lockMs - now) / lockMs));
  return (
    <span className={classes.lease} data-short={left < 0.5 || undefined}>
      <span className={classes.bar}>
        <i style={{ width: `${100 * left}%` }} />
      </span>
      {Math.round((left * lockMs) / 1000)} s
    </span>
  );
}

const TITLES = {
  joined: "joined",
  left: "left by itself",
  lost: "was lost",
  tookUp: "took a trial up",
  late: "was refused as late",
  sentOut: "was sent out",
  doubted: "is not believed",
} as const;

function Happenings({ standing: { happenings, totals } }: { readonly standing: Standing }) {
  return (
    <aside className={classes.happenings} aria-label="Lost and recovered">
      <h2>
        <b>Lost and recovered</b>{" "}
        <span className="t3">
          {totals.lost} and {totals.recovered}
        </span>
      </h2>
      {happenings.length === 0 && <p className="t2">Nothing has happened yet.</p>}
      <ol>
        {happenings.map(({ at, machine, does, text }) => (
          <li key={`${at} ${machine} ${does}`}>
            <time className="t3">{formatClock(at)}</time>
            <div>
              <b className={does === "lost" || does === "late" ? "bad" : undefined}>
                {machine} {TITLES[does]}
              </b>
              <div className="t2">{text}</div>
            </div>
          </li>
        ))}
      </ol>
    </aside>
  );
}
