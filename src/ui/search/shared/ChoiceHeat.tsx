import { memo } from "react";
import type { HeatSlot } from "../../../state/sharedPlots.ts";
import { cividisTable, type Rgb } from "../../canvas/colors.ts";
import { PlotFrame } from "../../charts/PlotFrame.tsx";
import classes from "./shared.module.css";

const SHADES = cividisTable();
/** More epochs than this are thinned out evenly. */
const MOST_SHADES = 60;

/** How likely every alternative of every choice was: choices across, alternatives down, time from left to right within each cell. */
export const ChoiceHeat = memo(function ChoiceHeat({ slots }: { readonly slots: readonly HeatSlot[] }) {
  const groups = [...new Set(slots.map(({ group }) => group))];
  const rows = Math.max(...slots.map(({ alternatives }) => alternatives.length));
  return (
    <PlotFrame name="Probability of each choice" numbers={() => slots.flatMap(heatRows)}>
      <div className={classes.heat} role="group" aria-label="Probability of every alternative of every choice">
        {groups.map((group) => (
          <HeatGroup key={group} group={group} slots={slots.filter((slot) => slot.group === group)} rows={rows} />
        ))}
      </div>
    </PlotFrame>
  );
});

/** Every probability of a choice, epoch by epoch. */
const heatRows = ({ group, name, alternatives, probabilities }: HeatSlot) =>
  probabilities.flatMap((series, index) =>
    series.map((probability, epoch) => ({
      group,
      choice: name,
      alternative: alternatives[index]!,
      epoch: epoch + 1,
      probability,
    })),
  );

const TITLES: Readonly<Record<string, string>> = { down: "Down", bridge: "Bridge", up: "Up", skip: "Skips" };

interface HeatGroupProps {
  readonly group: string;
  readonly slots: readonly HeatSlot[];
  readonly rows: number;
}

function HeatGroup({ group, slots, rows }: HeatGroupProps) {
  const isUniform = new Set(slots.map(({ alternatives }) => alternatives.join())).size === 1;
  return (
    <div className={classes.heatGroup} style={{ flexGrow: slots.length }}>
      <h3 data-plot-text>{TITLES[group] ?? group}</h3>
      <div className={classes.heatCells}>
        {isUniform && <Words words={slots[0]!.alternatives} rows={rows} />}
        {slots.map((slot, place) => (
          <div key={slot.name} className={classes.heatSlot} role="img" aria-label={slotText(group, slot)}>
            {Array.from({ length: rows }, (_, index) => (
              <HeatCell key={index} slot={slot} index={index} />
            ))}
            <span className="t3" data-plot-text>
              {numberOf(slot) === (slots[place - 1] && numberOf(slots[place - 1]!)) ? "" : numberOf(slot)}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** What the rows of a group mean, where all its choices have the same alternatives. */
function Words({ words, rows }: { readonly words: readonly string[]; readonly rows: number }) {
  return (
    <div className={classes.heatWords}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="t2" data-plot-text>
          {words[index]}
        </span>
      ))}
      <span />
    </div>
  );
}

function HeatCell({
  slot: { name, alternatives, probabilities },
  index,
}: {
  readonly slot: HeatSlot;
  readonly index: number;
}) {
  const series = probabilities[index];
  if (!series) return <i className={classes.heatNone} />;
  return (
    <i
      title={`${name}, ${alternatives[index]!}: ${series[0]!.toFixed(2)} at first, ${series.at(-1)!.toFixed(2)} now`}
      data-plot-shades={shadesOf(series).join(";")}
      style={{ background: stripes(shadesOf(series)) }}
    />
  );
}

/** A colour an epoch, or as many as are shown. */
function shadesOf(series: readonly number[]): readonly string[] {
  const count = Math.min(series.length, MOST_SHADES);
  return Array.from({ length: count }, (_, index) => {
    const value = series[Math.floor((index * series.length) / count)]!;
    return css(SHADES[Math.round(255 * Math.min(1, value))]!);
  });
}

/** Hard-edged, of equal width. */
function stripes(shades: readonly string[]): string {
  const end = (index: number) => `${((100 * index) / shades.length).toFixed(2)}%`;
  return `linear-gradient(90deg, ${shades.map((shade, index) => `${shade} ${end(index)} ${end(index + 1)}`).join(", ")})`;
}

const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Of the cell or the long skip, under the first of its choices. */
const numberOf = ({ name }: HeatSlot): string => /\d+/.exec(name)?.[0] ?? "";

function slotText(group: string, { name, alternatives, probabilities }: HeatSlot): string {
  const now = alternatives.map((word, index) => `${word} ${probabilities[index]!.at(-1)!.toFixed(2)}`).join(", ");
  return `${TITLES[group] ?? group}, ${name}: ${now}`;
}
