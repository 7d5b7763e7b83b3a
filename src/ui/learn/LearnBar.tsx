import { Button, Popover, Select, Slider } from "@mantine/core";
import { ChevronRight, Pause, Play, RotateCcw, SlidersHorizontal, StepForward } from "lucide-react";
import { useEffect, useRef } from "react";
import { chance, describedStrategies } from "../../catalog/strategies/described.ts";
import { testFunctions } from "../../catalog/testFunctions/index.ts";
import { withOption } from "../../core/options.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { OptionFields } from "../controls/OptionFields.tsx";
import { useStudio } from "../studioContext.ts";
import { CopyLink } from "../frame/CopyLink.tsx";
import classes from "./learn.module.css";

/** Strategies that a box of numbers is enough for. */
const SHOWN = describedStrategies.list.filter(({ view }) => view === "random" || view === "vector");

/** What is tried on what, and how it is played. */
export function LearnBar({ total }: { readonly total: number }) {
  const plan = useStudio((state) => state.learnPlan);
  const at = useStudio((state) => state.learnAt);
  const isRace = useStudio((state) => state.isLearnRace);
  const chooseLearnStrategy = useStudio((state) => state.chooseLearnStrategy);
  const changeLearnPlan = useStudio((state) => state.changeLearnPlan);
  const raceRandom = useStudio((state) => state.raceRandom);
  return (
    <div className="bar" role="toolbar" aria-label="Strategy on a function">
      <span className="t2 wide-only">Strategy</span>
      <Select
        aria-label="Strategy"
        w={182}
        value={plan.strategy.id}
        data={SHOWN.map(({ id, label }) => ({ value: id, label }))}
        onChange={(id) => id && chooseLearnStrategy(id)}
      />
      <Options />
      <span className="t2">on</span>
      <Select
        aria-label="Function"
        w={186}
        value={plan.on}
        data={testFunctions.list.map(({ id, label }) => ({ value: id, label }))}
        onChange={(on) => on && changeLearnPlan({ on })}
      />
      <span className="t2" aria-hidden>
        seed
      </span>
      <NumberField
        isInline
        label="Seed"
        width={44}
        min={0}
        max={1_000_000}
        isWhole
        value={plan.seed}
        onChange={(seed) => changeLearnPlan({ seed })}
      />
      <span className="rule" />
      <Player />
      <span className="space" />
      <span className="t2">
        <b className={classes.strong}>Evaluation {at}</b> of {total}
      </span>
      <Button
        size="xs"
        aria-pressed={isRace}
        {...(isRace && { variant: "filled" })}
        disabled={plan.strategy.id === chance.id}
        rightSection={<ChevronRight aria-hidden />}
        onClick={() => raceRandom(!isRace)}
      >
        Race against random
      </Button>
      <CopyLink />
    </div>
  );
}

function Options() {
  const plan = useStudio((state) => state.learnPlan);
  const changeLearnPlan = useStudio((state) => state.changeLearnPlan);
  const { id, options } = plan.strategy;
  return (
    <Popover position="bottom-start" width={300} trapFocus>
      <Popover.Target>
        <IconButton label="Options of the strategy" variant="default">
          <SlidersHorizontal aria-hidden />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.options}>
        <OptionFields
          options={describedStrategies.get(id).options}
          values={options}
          onChange={(name, value) =>
            changeLearnPlan(({ strategy }) => ({ strategy: withOption(strategy, name, value) }))
          }
        />
        <NumberField
          label="Evaluations"
          min={1}
          max={2000}
          isWhole
          value={plan.evaluations}
          onChange={(evaluations) => changeLearnPlan({ evaluations })}
        />
        <NumberField
          label="Noise, as a standard deviation"
          min={0}
          max={100}
          value={plan.noise}
          onChange={(noise) => changeLearnPlan({ noise })}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Powers of two of the speed that the slider offers, from 1 to 64 evaluations a second. */
const FASTEST = 6;

/** Focus is on the button whenever there is something new to play, so that Space plays it. */
function Player() {
  const play = useRef<HTMLButtonElement>(null);
  const strategy = useStudio(({ learnPlan }) => learnPlan.strategy.id);
  const on = useStudio(({ learnPlan }) => learnPlan.on);
  useEffect(() => play.current?.focus({ preventScroll: true }), [strategy, on]);
  const at = useStudio((state) => state.learnAt);
  const isPlaying = useStudio((state) => state.isLearnPlaying);
  const speed = useStudio((state) => state.learnSpeed);
  const showEvaluation = useStudio((state) => state.showEvaluation);
  const playLearn = useStudio((state) => state.playLearn);
  const setLearnSpeed = useStudio((state) => state.setLearnSpeed);
  return (
    <>
      <IconButton label="Start again" variant="default" onClick={() => showEvaluation(0)}>
        <RotateCcw aria-hidden />
      </IconButton>
      <IconButton label="One step" variant="default" onClick={() => showEvaluation(at + 1)}>
        <StepForward aria-hidden />
      </IconButton>
      <Button
        ref={play}
        size="xs"
        variant="filled"
        leftSection={isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
        rightSection={<kbd className={classes.inverted}>Space</kbd>}
        onClick={() => playLearn(!isPlaying)}
      >
        {isPlaying ? "Pause" : "Play"}
      </Button>
      <span className="t2 wide-only">Speed</span>
      <Slider
        className="wide-only"
        w={64}
        thumbLabel="Evaluations a second, as a power of two"
        min={0}
        max={FASTEST}
        step={1}
        value={Math.log2(speed)}
        onChange={(power) => setLearnSpeed(2 ** power)}
      />
    </>
  );
}
