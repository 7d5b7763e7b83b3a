import { Chip } from "@mantine/core";
import { Pin, PinOff } from "lucide-react";
import { MOST_NODES } from "../../../catalog/spaces/segnas/block.ts";
import { parametersOf } from "../../../catalog/spaces/segnas/axes.ts";
import { USUAL_RATES, type SegnasSettings } from "../../../catalog/spaces/segnas/settings.ts";
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
      <RateRow />
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

/** The learning rate, in the same box where it is searched too; without a chosen range it is switched on or off. */
function RateRow() {
  const { logLearningRate: range } = useBlockSettings();
  const { edit, preview } = useBlockEdits();
  const withRange =
    (chosen: Range | null) =>
    (held: SegnasSettings): SegnasSettings => {
      const { logLearningRate, ...others } = held;
      const next = chosen ?? (logLearningRate ? null : USUAL_RATES);
      return next === null ? others : { ...others, logLearningRate: [next[0], next[1]] };
    };
  return (
    <div className={classes.rangeRow} role="group" aria-label="Learning rate">
      <span className="t2">log₁₀ rate</span>
      {range ? (
        <RangeField
          name="log₁₀ of the learning rate"
          value={range}
          bounds={[-6, 0]}
          step={0.1}
          onPreview={(next) => preview(withRange(next))}
          onCommit={(next) => edit(withRange(next))}
        />
      ) : (
        <span className="t3">that of the recipe</span>
      )}
      <IconButton
        size={20}
        variant="subtle"
        aria-pressed={!range}
        label={range ? "Learning rate: take that of the recipe" : "Learning rate: search it too"}
        onClick={() => edit(withRange(null))}
      >
        {range ? <Pin aria-hidden /> : <PinOff aria-hidden />}
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
