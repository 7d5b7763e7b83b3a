import { Button, SegmentedControl } from "@mantine/core";
import { Lock, LogOut } from "lucide-react";
import { useMemo } from "react";
import type { Watcher } from "../../remote/browser/watcher.ts";
import type { Standing } from "../../remote/watching/standing.ts";
import { Callout } from "../controls/Callout.tsx";
import { Spark } from "../controls/Spark.tsx";
import { formatBytes, formatFixed, formatInteger } from "../format.ts";
import { ThemeSwitch } from "../frame/ThemeSwitch.tsx";
import { PicturePane } from "../machines/PicturePane.tsx";
import { ProgressCells } from "../machines/ProgressCells.tsx";
import { useStanding } from "../machines/useStanding.ts";
import { SizePlot } from "../machines/Wall.tsx";
import { ThemeProvider } from "../theme/ThemeProvider.tsx";
import { stepsMade, type JoinedState, type OwnTrial } from "./joinedState.ts";
import { HELPS, useJoined, type Help, type JoiningParts } from "./useJoined.ts";
import classes from "./joined.module.css";

interface JoinPageProps extends JoiningParts {
  readonly lookOnAs: (session: string) => Omit<Watcher, "steer">;
}

/** A browser that trains for a study that is served elsewhere, and what it trains. */
export function JoinPage({ lookOnAs, ...parts }: JoinPageProps) {
  const { state, help, setHelp, leave } = useJoined(parts);
  const watcher = useMemo(() => (state.session === null ? null : lookOnAs(state.session)), [state.session, lookOnAs]);
  const { standing } = useStanding(watcher);
  const shown = standing && { ...standing, highlighted: state.name };
  return (
    <ThemeProvider>
      <div className={classes.page}>
        <Head state={state} standing={standing} />
        <main className={classes.body}>
          <h1 className="visually-hidden">Cristae, helping a search</h1>
          <Seen state={state} colors={standing?.study.classes.map(({ color }) => color) ?? []} />
          <div className={classes.side}>
            <Contribution state={state} help={help} setHelp={setHelp} />
            <Missing state={state} />
          </div>
          <div className={classes.side}>
            {shown && <SizePlot standing={shown} letters={11} />}
            <Callout severity="note" icon={<Lock aria-hidden />} title="What leaves this machine">
              Scores and weights of the networks that are trained here. Nothing else.
            </Callout>
            <Button
              variant="default"
              leftSection={<LogOut aria-hidden />}
              disabled={state.over !== null}
              onClick={leave}
            >
              Leave now, another goes on
            </Button>
          </div>
        </main>
      </div>
    </ThemeProvider>
  );
}

function Head({ state, standing }: { readonly state: JoinedState; readonly standing: Standing | null }) {
  const done = standing?.study.trials.filter(({ status }) => status !== "running").length;
  return (
    <header className={classes.head}>
      <b>Cristae</b>
      <span>{state.study ?? ""}</span>
      {state.name !== null && (
        <span>
          You are <b>{state.name}</b>
        </span>
      )}
      <span className="space" />
      {standing && (
        <>
          <ProgressCells study={standing.study} />
          <span className="nowrap">
            <b>
              {done} of {standing.study.planned}
            </b>
          </span>
        </>
      )}
      <ThemeSwitch />
    </header>
  );
}

function Seen({
  state: { seen, trials, over, name },
  colors,
}: {
  readonly state: JoinedState;
  readonly colors: readonly string[];
}) {
  const own = trials[0];
  return (
    <section className={classes.seen} aria-label="What is trained here">
      <h2 role="status">
        {over ??
          (name === null ? "Joining." : own ? wordsOf(own) : seen ? "Waiting for a network." : "Getting the data.")}
      </h2>
      {seen && (
        <div className={classes.stage}>
          <PicturePane
            picture={{ ...seen, labels: own?.labels ?? null }}
            colors={colors}
            label={own?.labels ? `Prediction of network ${own.trial} at step ${own.labelsStep}` : `Slice ${seen.slice}`}
          />
          {own?.labels && (
            <span className="tag" data-place="left top">
              Prediction at step {own.labelsStep}
            </span>
          )}
          <span className="tag" data-place="right top">
            Slice {seen.slice}, validation
          </span>
        </div>
      )}
      {own && own.curve.length > 1 && (
        <div className="row">
          <span className="t2">Training loss</span>
          <Spark values={own.curve.map(({ loss }) => loss)} width={240} height={36} label="Training loss so far" />
        </div>
      )}
    </section>
  );
}

const STATES: Readonly<Record<OwnTrial["state"], string>> = {
  running: "Running",
  finished: "Finished",
  failed: "Failed",
  stopped: "Stopped",
  lost: "Another machine's now",
  gaveBack: "Given back",
};

const wordsOf = ({ trial, step, steps, state }: OwnTrial): string =>
  `${STATES[state]}: network ${trial}, step ${formatInteger(step)} of ${formatInteger(steps)}`;

interface ContributionProps {
  readonly state: JoinedState;
  readonly help: Help;
  readonly setHelp: (help: Help) => void;
}

function Contribution({ state, help, setHelp }: ContributionProps) {
  const rate = state.trials.reduce((sum, own) => sum + (own.state === "running" ? own.stepsPerSecond : 0), 0);
  const figures: readonly (readonly [string, string])[] = [
    ["Networks trained", String(state.trials.filter((own) => own.state === "finished").length)],
    ["Steps", formatInteger(stepsMade(state))],
    ["Steps/s", formatFixed(rate, 1)],
    ["Data fetched", formatBytes(state.fetchedBytes)],
  ];
  return (
    <section aria-label="What I contribute">
      <h2>
        <b>What I contribute</b>
      </h2>
      <dl className={classes.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col">State</th>
            <th scope="col">Step</th>
          </tr>
        </thead>
        <tbody>
          {state.trials.slice(0, 12).map((own) => (
            <tr key={own.trial} aria-selected={own.state === "running"}>
              <th scope="row">{own.trial}</th>
              <td title={own.because ?? undefined}>{STATES[own.state]}</td>
              <td>
                {formatInteger(own.step)} of {formatInteger(own.steps)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row">
        <span className="t2">My laptop helps</span>
        <SegmentedControl
          size="xs"
          aria-label="My laptop helps"
          data={[...HELPS]}
          value={help}
          onChange={(value) => setHelp(value)}
        />
      </div>
    </section>
  );
}

/** What this browser does without, and why. */
function Missing({ state: { keepsData, device, name } }: { readonly state: JoinedState }) {
  if (name === null) return null;
  const lacks = [
    ...(device === "webgpu"
      ? []
      : [isSecureContext ? "it has no GPU for networks" : "without https it may not use the GPU"]),
    ...(keepsData ? [] : ["it keeps no data, and fetches them again next time"]),
  ];
  return lacks.length === 0 ? null : (
    <Callout severity="note" title="This browser trains on its processor">
      {`${lacks.join("; ")}.`.replace(/^./, (first) => first.toUpperCase())}
    </Callout>
  );
}
