import { Button, SegmentedControl } from "@mantine/core";
import { Snowflake } from "lucide-react";
import { useState } from "react";
import type { Watcher } from "../../remote/browser/watcher.ts";
import { Callout } from "../controls/Callout.tsx";
import { ThemeSwitch } from "../frame/ThemeSwitch.tsx";
import { studentLink, type JoinLink } from "../joined/joinLink.ts";
import { ThemeProvider } from "../theme/ThemeProvider.tsx";
import { ClassView } from "./ClassView.tsx";
import { MachinesView } from "./MachinesView.tsx";
import { useStanding } from "./useStanding.ts";
import { Wall } from "./Wall.tsx";
import classes from "./machines.module.css";

type View = "class" | "machines" | "wall";

const VIEWS: readonly { readonly value: View; readonly label: string }[] = [
  { value: "class", label: "Class" },
  { value: "machines", label: "Machines" },
  { value: "wall", label: "Wall" },
];

/** A study with its machines: the wall for those who look on, all of it for those who steer. */
export function WatchPage({ link, watcher }: { readonly link: JoinLink; readonly watcher: Watcher }) {
  const { standing, failure } = useStanding(watcher);
  const maySteer = link.role === "steer";
  const [view, setView] = useState<View>(maySteer ? "class" : "wall");
  const students = studentLink(link, location.origin);
  const views = maySteer ? VIEWS : VIEWS.filter(({ value }) => value !== "class");
  return (
    <ThemeProvider>
      <div className={classes.page} data-view={view}>
        <header className={classes.head}>
          <b>Cristae</b>
          <span>{standing?.study.name ?? ""}</span>
          <span className="space" />
          {maySteer && standing && (
            <Button
              size="compact-sm"
              variant="default"
              aria-pressed={standing.isFrozen}
              leftSection={<Snowflake aria-hidden />}
              onClick={() => void watcher.steer({ does: "freeze", on: !standing.isFrozen })}
            >
              {standing.isFrozen ? "Go on" : "Freeze all"}
            </Button>
          )}
          <SegmentedControl
            size="xs"
            aria-label="View"
            data={[...views]}
            value={view}
            onChange={(value) => setView(value)}
          />
          <ThemeSwitch />
        </header>
        {failure !== null && (
          <Callout severity="warning" title="The gateway does not answer">
            {failure}
          </Callout>
        )}
        <main className={classes.body}>
          <h1 className="visually-hidden">{`Cristae, ${view}`}</h1>
          {!standing ? (
            <p className="t2">Joining the study.</p>
          ) : view === "wall" ? (
            <Wall standing={standing} watcher={watcher} link={students} />
          ) : view === "machines" ? (
            <MachinesView standing={standing} steer={maySteer ? (order) => watcher.steer(order) : null} />
          ) : (
            <ClassView standing={standing} link={students} />
          )}
        </main>
      </div>
    </ThemeProvider>
  );
}
