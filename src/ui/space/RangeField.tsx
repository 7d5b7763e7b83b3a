import { RangeSlider } from "@mantine/core";
import { useState } from "react";
import { parseRangeText, rangeText, type Range } from "./rangeText.ts";
import { TypedInput } from "../controls/TypedInput.tsx";
import classes from "./space.module.css";

interface RangeFieldProps {
  readonly name: string;
  readonly value: Range;
  readonly bounds: Range;
  readonly step: number;
  /** Whether the numbers are added to something, and so carry a sign. */
  readonly isDelta?: boolean;
  /** What the values are called, where they are not numbers. */
  readonly words?: (value: number) => string;
  readonly onPreview: (value: Range) => void;
  readonly onCommit: (value: Range) => void;
}

/** A range as two thumbs and in words; it is shown while it is dragged and taken over on release. */
export function RangeField({
  name,
  value: given,
  bounds: [low, high],
  step,
  isDelta = false,
  words,
  onPreview,
  onCommit,
}: RangeFieldProps) {
  const [dragged, setDragged] = useState<Range | null>(null);
  const value = dragged ?? given;
  const commit = (next: Range) => {
    setDragged(null);
    onCommit(next);
  };
  return (
    <>
      <RangeSlider
        className={classes.range}
        classNames={{ thumb: classes.thumb!, track: classes.track!, bar: classes.rangeBar! }}
        value={[...value]}
        min={Math.min(low, value[0])}
        max={Math.max(high, value[1])}
        step={step}
        minRange={0}
        label={null}
        size={2}
        thumbFromLabel={`${name}, from`}
        thumbToLabel={`${name}, to`}
        onChange={(next) => {
          setDragged(next);
          onPreview(next);
        }}
        onChangeEnd={commit}
      />
      {words ? (
        <span className={classes.words}>
          {value[0] === value[1] ? words(value[0]) : `${words(value[0])} to ${words(value[1])}`}
        </span>
      ) : (
        <TypedRange value={value} bounds={[low, high]} isDelta={isDelta} name={name} onCommit={commit} />
      )}
    </>
  );
}

interface TypedRangeProps {
  readonly value: Range;
  readonly bounds: Range;
  readonly isDelta: boolean;
  readonly name: string;
  readonly onCommit: (value: Range) => void;
}

/** The range in words; typing another one works too. */
function TypedRange({ value, bounds, isDelta, name, onCommit }: TypedRangeProps) {
  return (
    <TypedInput
      className={classes.typed!}
      label={`${name}, as text`}
      held={rangeText(value, isDelta)}
      parse={(text) => parseRangeText(text, bounds, isDelta)}
      onCommit={onCommit}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
