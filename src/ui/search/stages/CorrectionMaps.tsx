import { Select } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { CorrectionRecord } from "../../../core/judging/correctionRecords.ts";
import type { CorrectionMaps as Maps } from "../../../worker/studioApi.ts";
import type { Rgb } from "../../canvas/colors.ts";
import { formatNumber } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { MISTAKE_COLORS, paintMistakes, paintWeights, weightRange } from "./paintMaps.ts";
import searchClasses from "../search.module.css";
import classes from "./correction.module.css";

interface CorrectionMapsProps {
  readonly stage: number;
  readonly records: readonly CorrectionRecord[];
}

interface Place {
  readonly round: number;
  readonly z: number;
}

/** What was wrong in a corrected slice, and what its voxels count in the training that follows (spec 2.6). */
export function CorrectionMaps({ stage, records }: CorrectionMapsProps) {
  const places = records.flatMap(({ number, slices: { from, to } }) =>
    Array.from({ length: to - from }, (_, at): Place => ({ round: number, z: from + at })),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const place =
    places.find((each) => keyOf(each) === chosen) ?? places.findLast(({ round }) => round === records.length)!;
  const maps = useMaps(stage, place);
  return (
    <section className={searchClasses.plot} aria-label="Errors and weights">
      <h2>
        Errors and weights
        <span className="space" />
        <Select
          aria-label="Corrected slice"
          data={places.map((each) => ({ value: keyOf(each), label: `Round ${each.round}, slice ${each.z}` }))}
          value={keyOf(place)}
          allowDeselect={false}
          onChange={setChosen}
          style={{ width: 160 }}
        />
      </h2>
      {maps && <Pictures maps={maps} place={place} />}
    </section>
  );
}

const keyOf = ({ round, z }: Place): string => `${round}/${z}`;

function useMaps(stage: number, { round, z }: Place): Maps | null {
  const fetchMaps = useStudio((state) => state.correctionMaps);
  const attempt = useStudio((state) => state.attempt);
  const hasData = useStudio(({ data, study }) => data?.datasetId === study?.spec.task.datasetId);
  const [maps, setMaps] = useState<Maps | null>(null);
  useEffect(() => {
    let isWanted = hasData;
    if (hasData)
      void attempt(async () => {
        const next = await fetchMaps(stage, round, z);
        if (isWanted) setMaps(next);
      });
    return () => void (isWanted = false);
  }, [fetchMaps, attempt, hasData, stage, round, z]);
  return maps;
}

function Pictures({ maps, place: { round, z } }: { readonly maps: Maps; readonly place: Place }) {
  const window = useStudio((state) => state.window ?? state.data?.image?.window ?? ([0, 1] as const));
  const [low, high] = weightRange(maps);
  return (
    <div className={classes.maps}>
      <figure className={classes.map}>
        <Picture label={`What was corrected in slice ${z}, round ${round}`} pixels={paintMistakes(maps, window)} />
        <figcaption>
          <span>
            <Swatch color={MISTAKE_COLORS.invented} /> invented
          </span>
          <span>
            <Swatch color={MISTAKE_COLORS.missed} /> missed
          </span>
          <span>
            <Swatch color={MISTAKE_COLORS.confused} /> another class
          </span>
        </figcaption>
      </figure>
      <figure className={classes.map}>
        <Picture label={`What voxels of slice ${z} count`} pixels={paintWeights(maps)} />
        <figcaption>
          <span>
            a voxel counts {formatNumber(low)} (dark) to {formatNumber(high)} (bright)
          </span>
        </figcaption>
      </figure>
    </div>
  );
}

const Swatch = ({ color }: { readonly color: Rgb }) => (
  <span className={classes.swatch} style={{ background: `rgb(${color.join(" ")})` }} aria-hidden />
);

function Picture({ label, pixels }: { readonly label: string; readonly pixels: ImageData }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => canvas.current?.getContext("2d")?.putImageData(pixels, 0, 0), [pixels]);
  return <canvas ref={canvas} width={pixels.width} height={pixels.height} role="img" aria-label={label} />;
}
