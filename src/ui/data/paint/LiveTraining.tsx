import { Button, SegmentedControl } from "@mantine/core";
import { Check, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { classPlaces } from "../../../state/painting/classPlaces.ts";
import { LIVE_LOOKS, type LiveLook } from "../../../state/painting/liveSlice.ts";
import { formatFixed, formatInteger } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";

/** A first network on the strokes, which learns while one paints; and what a search needs beside it. */
export function LiveTraining() {
  const isBare = useStudio(({ data }) => Object.keys(data?.painting?.values ?? {}).length === 0);
  if (isBare) return null;
  return (
    <section className="section" aria-label="Train on these">
      <div className="panel-head">
        <h2>Train on these</h2>
      </div>
      <div className="panel-body col" style={{ gap: 6 }}>
        <Places />
        <Learning />
      </div>
    </section>
  );
}

/** What a search needs at the least: something of each class to learn from, and something to check it by. */
function Places() {
  const data = useStudio((state) => state.data);
  const places = useMemo(() => classPlaces({ data }), [data]);
  if (places === null) return null;
  const short = places.filter(({ missing }) => missing !== null);
  const Icon = short.length === 0 ? Check : TriangleAlert;
  return (
    <>
      <span className="row-tight">
        <Icon size={14} aria-hidden className={short.length === 0 ? "good" : "warn"} />
        Each class in two places, one to learn, one to check
        <span className="space" />
        <span className="t3 nowrap">
          {places.length - short.length} of {places.length}
        </span>
      </span>
      {short.map(({ name, missing }) => (
        <span key={name} className="t2 sm">
          {name}: {missing}
        </span>
      ))}
    </>
  );
}

const LOOK_WORDS: Readonly<Record<LiveLook, string>> = { off: "Off", prediction: "Prediction", uncertainty: "Doubt" };

function Learning() {
  const isLearning = useStudio((state) => state.isLearning);
  const classes = useStudio(({ data }) => Object.keys(data?.painting?.values ?? {}).length);
  const prediction = useStudio((state) => state.livePrediction);
  const look = useStudio((state) => state.liveLook);
  const start = useStudio((state) => state.startLearning);
  const stop = useStudio((state) => state.stopLearning);
  const setLook = useStudio((state) => state.setLiveLook);
  return (
    <>
      <span className="row-tight">
        {isLearning ? (
          <Button size="xs" variant="default" onClick={stop}>
            Stop training
          </Button>
        ) : (
          <Button size="xs" disabled={classes < 2} onClick={() => void start()}>
            {prediction ? "Train on" : "Train on these"}
          </Button>
        )}
        <span className="space" />
        {prediction && (
          <SegmentedControl
            aria-label="Laid over the plane"
            data={LIVE_LOOKS.map((value) => ({ value, label: LOOK_WORDS[value] }))}
            value={look}
            onChange={setLook}
          />
        )}
      </span>
      <span className="t3 sm" role="status">
        {learningText(isLearning, classes, prediction)}
      </span>
    </>
  );
}

function learningText(
  isLearning: boolean,
  classes: number,
  prediction: { readonly steps: number; readonly passes: number; readonly seconds: number } | null,
): string {
  if (classes < 2) return "Paint two classes; a small network then shows what it makes of them.";
  if (!prediction)
    return isLearning
      ? "The first picture comes within about 15 s."
      : "One small network, first picture after about 15 s. It learns on while you paint.";
  const { steps, passes, seconds } = prediction;
  const state = passes === 1 ? `First picture after ${formatFixed(seconds, 0)} s` : `${formatInteger(steps)} steps`;
  return `${state}. It has seen all strokes, so it has no score: a search tells how good such networks are.`;
}
