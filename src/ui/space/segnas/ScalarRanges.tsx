import { Chip } from "@mantine/core";
import { Pin, PinOff } from "lucide-react";
import { MOST_NODES } from "../../../catalog/spaces/segnas/block.ts";
import { parametersOf } from "../../../catalog/spaces/segnas/axes.ts";
import type { SegnasSettings } from "../../../catalog/spaces/segnas/settings.ts";
import { IconButton } from "../../controls/IconButton.tsx";
import { plural } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { RangeField } from "../RangeField.tsx";
import type { Range } from "../rangeText.ts";
import { useBlockEdits, useBlockSettings } from "./useBlock.ts";
import classes from "./segnas.module.css";
import space from "../space.module.css";

const NUMBERS = [
  { name: "n", label: "Channels n", bounds: [1, 64] },
  { name: "p", label: "Poolings p", bounds: [1, 6] },
  { name: "nodes", label: "Nodes", bounds: [2, MOST_NODES] },
] as const;
const SWITCHES = [
  { name: "sup", label: "Deep supervision" },
  { name: "res", label: "Residual block" },
] as const;

/** The hyperparameters of how blocks are connected: a range of one value pins one, and takes its axis out of the search. */
export function ScalarRanges() {
  const settings = useBlockSettings();
  return (
    <section className={classes.scalars} aria-label="Ranges">
      <div className="panel-head">
        <h2>Ranges</h2>
        <span className="t3">{plural(parametersOf(settings).length, "dimension")}</span>
      </div>
      {NUMBERS.map((scalar) => (
        <NumberRow key={scalar.name} {...scalar} />
      ))}
      {SWITCHES.map((scalar) => (
        <SwitchRow key={scalar.name} {...scalar} />
      ))}
    </section>
  );
}

function NumberRow({ name, label, bounds }: (typeof NUMBERS)[number]) {
  const settings = useBlockSettings();
  const example = useStudio(({ exampleSpec }) => exampleSpec[name]);
  const { edit, preview } = useBlockEdits();
  const withRange = (range: Range) => (held: SegnasSettings) => ({ ...held, [name]: [...range] });
  const [low, high] = settings[name];
  const isPinned = low === high;
  return (
    <div className={classes.rangeRow}>
      <span className="t2">{label}</span>
      <RangeField
        name={label}
        value={settings[name]}
        bounds={bounds}
        step={1}
        onPreview={(range) => preview(withRange(range))}
        onCommit={(range) => edit(withRange(range))}
      />
      <IconButton
        size={20}
        variant="subtle"
        aria-pressed={isPinned}
        label={isPinned ? `${label}: search a range again` : `${label}: pin to ${example}, the example's`}
        onClick={() => edit(withRange(isPinned ? [...bounds] : [example, example]))}
      >
        {isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
      </IconButton>
    </div>
  );
}

/** Off, on or both; the last that is allowed cannot be forbidden. */
function SwitchRow({ name, label }: (typeof SWITCHES)[number]) {
  const settings = useBlockSettings();
  const { edit } = useBlockEdits();
  const [low, high] = settings[name];
  const chips = [
    { word: "off", isOn: low === 0, toggled: low === 0 ? [1, 1] : [0, 1] },
    { word: "on", isOn: high === 1, toggled: high === 1 ? [0, 0] : [0, 1] },
  ];
  return (
    <div className={classes.rangeRow} role="group" aria-label={label}>
      <span className="t2">{label}</span>
      <span className="row-tight">
        {chips.map(({ word, isOn, toggled }) => (
          <Chip
            key={word}
            size="xs"
            checked={isOn}
            disabled={isOn && low === high}
            onChange={() => edit((held) => ({ ...held, [name]: toggled }))}
            classNames={{ label: space.chip!, iconWrapper: space.noIcon! }}
          >
            {word}
          </Chip>
        ))}
      </span>
    </div>
  );
}
