import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import type { MeasuredClassObject, ObjectsOf } from "../../state/objectsSlice.ts";
import { compact } from "../charts/bins.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { formatInteger, formatNumber } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./objects.module.css";
import { borderUnit, sizeUnit } from "./units.ts";

const ROW_HEIGHT = 25;

type Found = Extract<ObjectsOf, { readonly kind: "found" }>;

interface Column {
  readonly label: string;
  readonly value: (object: MeasuredClassObject) => number;
  readonly text: (object: MeasuredClassObject) => string;
}

/** Extents of the bounding box along z, y and x, in voxels. */
const boxOf = ({ from, to }: MeasuredClassObject): readonly number[] => to.map((end, axis) => end - from[axis]!);

const columnsOf = (found: Found): readonly Column[] => [
  { label: "Object", value: ({ id }) => id, text: ({ id }) => formatInteger(id) },
  {
    label: `${found.dimensions === 2 ? "Area" : "Volume"}, ${sizeUnit(found)}`,
    value: ({ size }) => size,
    text: ({ size }) => compact(size),
  },
  {
    label: `${found.dimensions === 2 ? "Perimeter" : "Surface"}, ${borderUnit(found)}`,
    value: ({ border }) => border,
    text: ({ border }) => compact(border),
  },
  {
    label: `Diameter, ${found.unit}`,
    value: ({ equivalentDiameter }) => equivalentDiameter,
    text: ({ equivalentDiameter }) => formatNumber(Number(equivalentDiameter.toPrecision(3))),
  },
  {
    label: "Box z, y, x",
    value: (object) => boxOf(object).reduce((product, side) => product * side, 1),
    text: (object) => boxOf(object).map(formatInteger).join(" × "),
  },
  ...(found.measured[0]?.meanGrey === null
    ? []
    : [
        {
          label: "Grey",
          value: ({ meanGrey }: MeasuredClassObject) => meanGrey!,
          text: ({ meanGrey }: MeasuredClassObject) => formatNumber(Number(meanGrey!.toPrecision(3))),
        },
      ]),
];

/** Objects one by one; a click shows one in the image. Only the rows in view are in the page. */
export function ObjectTable({
  found,
  shown,
}: {
  readonly found: Found;
  readonly shown: readonly MeasuredClassObject[];
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(found), [found]);
  const [sorting, sort] = useState({ column: 1, isDescending: true });
  const rows = useMemo(() => {
    const { value } = columns[sorting.column] ?? columns[0]!;
    const sign = sorting.isDescending ? -1 : 1;
    return shown.toSorted((a, b) => sign * (value(a) - value(b)) || a.id - b.id);
  }, [shown, columns, sorting]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const inView = virtual.getVirtualItems();
  const above = inView[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (inView.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className={classes.scroll} tabIndex={0} aria-label="Table of objects">
      <table className="table" aria-label="Objects one by one" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map(({ label }, index) => (
              <SortHead
                key={label}
                label={label}
                isNumber={index > 0}
                order={sorting.column === index ? (sorting.isDescending ? "descending" : "ascending") : "none"}
                onSort={() =>
                  sort(({ column, isDescending }) => ({
                    column: index,
                    isDescending: column === index ? !isDescending : true,
                  }))
                }
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {inView.map(({ index }) => (
            <ObjectRow key={rows[index]!.id} object={rows[index]!} columns={columns} />
          ))}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

interface SortHeadProps {
  readonly label: string;
  readonly isNumber: boolean;
  readonly order: "ascending" | "descending" | "none";
  readonly onSort: () => void;
}

function SortHead({ label, isNumber, order, onSort }: SortHeadProps) {
  return (
    <th className={isNumber ? "num" : undefined} aria-sort={order}>
      <button type="button" className={classes.sort} onClick={onSort}>
        {label}
        {order === "none" ? "" : order === "descending" ? " ▾" : " ▴"}
      </button>
    </th>
  );
}

function ObjectRow({ object, columns }: { readonly object: MeasuredClassObject; readonly columns: readonly Column[] }) {
  const isShown = useStudio(({ shownObject }) => shownObject === object);
  const info = useStudio(({ data }) => data?.mapping?.classes[object.label]);
  const showObject = useStudio((state) => state.showObject);
  const [first, ...rest] = columns;
  return (
    <tr aria-selected={isShown} onClick={() => showObject(object)}>
      <td>
        <button
          type="button"
          className={classes.pick}
          aria-label={`Show object ${object.id}, ${info?.name ?? "no name"}`}
        >
          <ClassSwatch color={info?.color ?? "none"} />
          {first!.text(object)}
        </button>
      </td>
      {rest.map(({ label, text }) => (
        <td key={label} className="num">
          {text(object)}
        </td>
      ))}
    </tr>
  );
}
