import { useMemo, useState } from "react";
import { medianOf, sumOf } from "../../core/statistics.ts";
import type { MeasuredClassObject, ObjectsOf } from "../../state/objectsSlice.ts";
import { compact } from "../charts/bins.ts";
import { Histogram } from "../charts/Histogram.tsx";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { formatInteger } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { ObjectTable } from "./ObjectTable.tsx";
import classes from "./objects.module.css";
import { sizeUnit } from "./units.ts";

type Found = Extract<ObjectsOf, { readonly kind: "found" }>;

/** What was found: by class, as a distribution of sizes, and one by one. */
export function FoundObjects({ found }: { readonly found: Found }) {
  const [label, choose] = useState<number | null>(null);
  const shown = useMemo(
    () => (label === null ? found.measured : found.measured.filter((each) => each.label === label)),
    [found, label],
  );
  const sizes = useMemo(() => shown.map(({ size }) => size), [shown]);
  const unit = sizeUnit(found);
  const what = found.dimensions === 2 ? "Area" : "Volume";
  return (
    <>
      <ClassSums found={found} label={label} onChoose={choose} />
      <div className={classes.histogram}>
        <Histogram
          title={`${what}, ${unit}`}
          summary={`median ${compact(medianOf(sizes))}`}
          values={sizes}
          before={null}
          range={rangeOf(sizes)}
          format={compact}
        />
      </div>
      <ObjectTable found={found} shown={shown} />
    </>
  );
}

/** Wide enough that equal sizes make a histogram, too. */
function rangeOf(sizes: readonly number[]): readonly [low: number, high: number] {
  let [least, most] = [Infinity, 0];
  for (const size of sizes) [least, most] = [Math.min(least, size), Math.max(most, size)];
  return [least / 1.5, most * 1.5];
}

interface ClassSumsProps {
  readonly found: Found;
  readonly label: number | null;
  readonly onChoose: (label: number | null) => void;
}

function ClassSums({ found, label, onChoose }: ClassSumsProps) {
  const infos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  const byClass = useMemo(() => {
    const groups = new Map<number, MeasuredClassObject[]>();
    for (const each of found.measured) groups.set(each.label, [...(groups.get(each.label) ?? []), each]);
    return [...groups].toSorted(([a], [b]) => a - b);
  }, [found]);
  return (
    <table className="table" aria-label="Objects per class">
      <thead>
        <tr>
          <th>Class</th>
          <th className="num">Objects</th>
          <th className="num">Voxels</th>
          <th className="num">
            Median {found.dimensions === 2 ? "area" : "volume"}, {sizeUnit(found)}
          </th>
        </tr>
      </thead>
      <tbody>
        {byClass.map(([index, objects]) => (
          <tr key={index} aria-selected={label === index}>
            <td>
              <button
                type="button"
                className={classes.pick}
                aria-pressed={label === index}
                onClick={() => onChoose(label === index ? null : index)}
              >
                <ClassSwatch color={infos[index]?.color ?? "none"} />
                {infos[index]?.name ?? `class ${index}`}
              </button>
            </td>
            <td className="num">{formatInteger(objects.length)}</td>
            <td className="num">{formatInteger(sumOf(objects.map(({ voxels }) => voxels)))}</td>
            <td className="num">{compact(medianOf(objects.map(({ size }) => size)))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
