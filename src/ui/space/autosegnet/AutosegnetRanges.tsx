import { SegmentedControl, Switch } from "@mantine/core";
import { CELLS } from "../../../catalog/spaces/autosegnet/genotype.ts";
import type { AutosegnetSettings } from "../../../catalog/spaces/autosegnet/settings.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { useAutosegnet, useAutosegnetEdit } from "./useAutosegnet.ts";
import classes from "./autosegnet.module.css";

/** How deep networks are, and how their operations are made: the same for all members. */
export function AutosegnetRanges() {
  const settings = useAutosegnet();
  const edit = useAutosegnetEdit();
  const change = (part: Partial<AutosegnetSettings>) => edit((held) => ({ ...held, ...part }));
  return (
    <section className={classes.ranges} aria-label="Ranges">
      <div className="panel-head">
        <h2>The same for all</h2>
      </div>
      <div className={classes.fields}>
        <NumberField
          label="Smallest features, px"
          min={1}
          max={1024}
          isWhole
          value={settings.smallest}
          onChange={(smallest) => change({ smallest })}
        />
        <NumberField
          label="Image to features, at most"
          min={1}
          max={1024}
          isWhole
          value={settings.ratio}
          onChange={(ratio) => change({ ratio })}
        />
        <NumberField
          label="Cells of a layer"
          min={1}
          max={CELLS}
          isWhole
          value={settings.cells}
          onChange={(cells) => change({ cells })}
        />
        <Choice
          label="HDC layer at the bottom"
          value={settings.hdcLayer}
          choices={[
            ["on", "on"],
            ["off", "off"],
            ["search", "searched"],
          ]}
          onChange={(hdcLayer) => change({ hdcLayer: hdcLayer as AutosegnetSettings["hdcLayer"] })}
        />
        <Choice
          label="HDC rates 1, 2, 3"
          value={settings.hdc}
          choices={[
            ["parallel", "parallel"],
            ["serial", "serial"],
          ]}
          onChange={(hdc) => change({ hdc: hdc as AutosegnetSettings["hdc"] })}
        />
        <Choice
          label="Separable convolutions"
          value={String(settings.separablePasses)}
          choices={[
            ["1", "once"],
            ["2", "twice"],
          ]}
          onChange={(passes) => change({ separablePasses: passes === "2" ? 2 : 1 })}
        />
        <Switch
          size="xs"
          label="HDC layer replaces the last pooling"
          checked={settings.hdcReplacesLast}
          onChange={(event) => change({ hdcReplacesLast: event.currentTarget.checked })}
        />
        <Switch
          size="xs"
          label="Own weights for every input"
          description="As in ENAS; shared weights then need more steps"
          checked={settings.weightsByInput}
          onChange={(event) => change({ weightsByInput: event.currentTarget.checked })}
        />
      </div>
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, choices, onChange }: ChoiceProps) {
  return (
    <div className={classes.choice}>
      <span>{label}</span>
      <SegmentedControl
        aria-label={label}
        value={value}
        onChange={onChange}
        data={choices.map(([value, label]) => ({ value, label }))}
      />
    </div>
  );
}
