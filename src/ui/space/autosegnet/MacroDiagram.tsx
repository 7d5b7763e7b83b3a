import { firstRecipe } from "../../../state/planSlice.ts";
import { halvingsFor, poolingsFor } from "../../../catalog/spaces/autosegnet/depth.ts";
import { skipAt } from "../../../catalog/spaces/autosegnet/genotype.ts";
import { useStudio } from "../../studioContext.ts";
import { skipChoice, withNextSkip } from "./edits.ts";
import { useAutosegnet, useShownMember, useAutosegnetEdit } from "./useAutosegnet.ts";
import classes from "./autosegnet.module.css";

/** The whole network: how deep the patch makes it, the size of the features at every level, and the long skips across. */
export function MacroDiagram() {
  const settings = useAutosegnet();
  const patch = useStudio((state) => firstRecipe(state).patch);
  const image = useStudio(({ data }) => data?.image?.shape ?? null);
  const poolings = poolingsFor(patch, settings);
  const side = Math.min(patch[1], patch[2]);
  const whole = image && Math.min(image[1], image[2]);
  return (
    <section className={classes.macro} aria-label="Depth and long skips">
      <div className="panel-head">
        <h2>Depth and long skips</h2>
        <span className="t3">
          {poolings} {poolings === 1 ? "pooling" : "poolings"} on patches of {side} px
        </span>
      </div>
      <div className={classes.levels}>
        {Array.from({ length: poolings }, (_, level) => (
          <Level key={level} level={level} poolings={poolings} side={side} />
        ))}
        <div className={classes.level} style={{ paddingInline: `${indent(poolings)}%` }}>
          <Block word="HDC" side={side} level={poolings} channels={settings.channels} />
          <span className={classes.joint} />
          <Block word="bridge" side={side} level={poolings} channels={settings.channels} />
        </div>
      </div>
      <p className="t3">
        A click on an arc forces its long skip on, off, or leaves it to the search; the sample has it as drawn. Deeper
        networks repeat the deepest
        {whole ? `; the whole image of ${whole} px would take ${halvingsFor(whole, settings)} poolings` : ""}.
      </p>
    </section>
  );
}

/** Share of the width by which a level is set in from each side, in percent. */
const indent = (level: number): number => 5 * level;

interface LevelProps {
  readonly level: number;
  readonly poolings: number;
  readonly side: number;
}

function Level({ level, poolings, side }: LevelProps) {
  const settings = useAutosegnet();
  const member = useShownMember();
  const edit = useAutosegnetEdit();
  const choice = skipChoice(settings, level);
  const isOn =
    choice === "on" || (choice === "search" && member !== null && skipAt(member.genotype.skips, level) === 1);
  const words = { search: `searched${member ? `: ${isOn ? "on" : "off"}` : ""}`, on: "forced on", off: "forced off" }[
    choice
  ];
  return (
    <div className={classes.level} style={{ paddingInline: `${indent(level)}%` }}>
      <Block word="down" side={side} level={level} channels={settings.channels} />
      <button
        type="button"
        className={classes.skip}
        data-on={isOn}
        data-choice={choice}
        aria-label={`Long skip ${level + 1}: ${words}`}
        onClick={() => edit((held) => withNextSkip(held, level, poolings))}
      >
        <span>{words}</span>
      </button>
      <Block word="up" side={side} level={level} channels={settings.channels} />
    </div>
  );
}

interface BlockProps {
  readonly word: string;
  readonly side: number;
  readonly level: number;
  readonly channels: number;
}

function Block({ word, side, level, channels }: BlockProps) {
  return (
    <span className={classes.block}>
      <b>{word}</b>
      <span className="t3 nowrap">
        {Math.ceil(side / 2 ** level)} px, {channels * 2 ** level} ch
      </span>
    </span>
  );
}
