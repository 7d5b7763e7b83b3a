import { Button } from "@mantine/core";
import { Copy, Lock } from "lucide-react";
import type { Standing } from "../../remote/watching/standing.ts";
import { Callout } from "../controls/Callout.tsx";
import { plural } from "../format.ts";
import { QrCode } from "./QrCode.tsx";
import { stateOf } from "./standings.ts";
import classes from "./machines.module.css";

interface ClassViewProps {
  readonly standing: Standing;
  /** What students open; null where it is not known here. */
  readonly link: string | null;
}

/** What the class does, how one joins, and who is in. */
export function ClassView({ standing, link }: ClassViewProps) {
  const { study } = standing;
  return (
    <div className={classes.class}>
      <section className={classes.rules} aria-label="What the class does">
        <h2>
          <b>What the class does</b>
        </h2>
        <dl>
          <dt>Search</dt>
          <dd>
            {study.name}, {plural(study.planned, "network")}
          </dd>
          <dt>Score</dt>
          <dd>{study.metric}, on the validation slices</dd>
          <dt>Students may</dt>
          <dd>see all scores and the wall, choose how much their laptop helps, leave at any time</dd>
          <dt>Students may not</dt>
          <dd>change the search, stop the network of another, open the test slices</dd>
          <dt>Names</dt>
          <dd>An animal is drawn on joining. No name, address or account is asked for.</dd>
        </dl>
        <Callout severity="note" icon={<Lock aria-hidden />} title="What leaves this machine">
          Training and validation slices, to each browser. Test slices stay here until a test stage runs.
        </Callout>
      </section>
      <JoinBy link={link} />
      <InTheRoom standing={standing} />
    </div>
  );
}

function JoinBy({ link }: { readonly link: string | null }) {
  return (
    <section className={classes.join} aria-label="Join">
      {link === null ? (
        <p className="t2">This link does not hold that of students: open the one that cristae serve --class printed.</p>
      ) : (
        <>
          <QrCode text={link} label="Link to join, as a code" />
          <b className={classes.address}>{new URL(link).host}</b>
          <Button variant="default" leftSection={<Copy aria-hidden />} onClick={() => void copied(link)}>
            Copy link
          </Button>
          <p className="t3">Whoever has it can take part, not steer.</p>
          {!link.startsWith("https:") && (
            <Callout severity="warning" title="This address has no certificate">
              Browsers train without WebGPU there. Give --tls-cert and --tls-key for https.
            </Callout>
          )}
        </>
      )}
    </section>
  );
}

function InTheRoom({ standing }: { readonly standing: Standing }) {
  const { machines } = standing;
  return (
    <section className={classes.room} aria-label="In the room">
      <h2>
        <b>In the room</b> <span className="t3">{machines.length}</span>
      </h2>
      <table>
        <thead>
          <tr>
            {["Name", "Device", "Done", "State"].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <tr key={machine.name}>
              <th scope="row">{machine.name}</th>
              <td className="t2">
                {machine.device}, {plural(machine.cores, "core")}
              </td>
              <td>{machine.finished}</td>
              <td>{stateOf(machine, standing)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {machines.length === 0 && (
        <p className="t2">Nobody is in yet. The first browser is ready 8 s after opening the link.</p>
      )}
    </section>
  );
}

/** Plain http has no clipboard; the link can be selected there. */
const copied = (text: string): Promise<void> =>
  (navigator as { readonly clipboard?: Clipboard }).clipboard?.writeText(text) ??
  Promise.resolve(void window.prompt("The link", text));
