import type { LabelMapping } from "../../core/image/labelMap.ts";
import { chosenClass } from "../../state/painting/chosenClass.ts";
import { TypedInput } from "../controls/TypedInput.tsx";
import { formatInteger } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { ClassEditor } from "../data/ClassEditor.tsx";
import { parseClassName } from "../data/className.ts";
import dataClasses from "../data/data.module.css";
import classes from "./paint.module.css";

/** The classes that can be painted, each with its digit and how much of it there is. */
export function PaintClasses() {
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  const painted = useStudio(({ data }) => data?.painting?.values ?? null);
  if (!mapping || !painted) return null;
  const rows = mapping.classes.map((_, index) => rowOf(mapping, index, painted));
  return (
    <table className={`table ${dataClasses.classTable}`} aria-label="Classes to paint">
      <thead>
        <tr>
          <th style={{ width: 32 }}>
            <span className="visually-hidden">Digit</span>
          </th>
          <th style={{ width: 28 }}>
            <span className="visually-hidden">Change</span>
          </th>
          <th>Class</th>
          <th className="num" style={{ width: 74 }}>
            Pixels
          </th>
          <th className="num" style={{ width: 46 }}>
            Slices
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <PaintClassRow key={row.value} mapping={mapping} row={row} />
        ))}
        <tr>
          <td colSpan={3} className="t3">
            Painted
          </td>
          <td className="num">
            <b>{formatInteger(rows.reduce((sum, { voxels }) => sum + voxels, 0))}</b>
          </td>
          <td className="num">
            <b>{new Set(rows.flatMap(({ slices }) => slices)).size}</b>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

interface Row {
  readonly index: number;
  readonly value: number;
  readonly voxels: number;
  readonly slices: readonly number[];
}

/** Of all values that stand for the class. */
function rowOf(
  { values }: LabelMapping,
  index: number,
  painted: Readonly<Record<number, { readonly voxels: number; readonly slices: readonly number[] }>>,
): Row {
  const own = values.filter(({ classIndex }) => classIndex === index).map(({ value }) => value);
  return {
    index,
    value: own[0]!,
    voxels: own.reduce((sum, value) => sum + (painted[value]?.voxels ?? 0), 0),
    slices: [...new Set(own.flatMap((value) => painted[value]?.slices ?? []))],
  };
}

function PaintClassRow({
  mapping,
  row: { index, value, voxels, slices },
}: {
  readonly mapping: LabelMapping;
  readonly row: Row;
}) {
  const isChosen = useStudio((state) => chosenClass(state) === index);
  const selectClass = useStudio((state) => state.selectClass);
  const editData = useStudio((state) => state.editData);
  const { name } = mapping.classes[index]!;
  return (
    <tr aria-selected={isChosen} onClick={() => selectClass(index)}>
      <td>
        <button
          type="button"
          className={classes.digit}
          aria-label={`Paint ${name}`}
          aria-pressed={isChosen}
          onClick={() => selectClass(index)}
        >
          {index < 9 ? index + 1 : ""}
        </button>
      </td>
      <td>
        <ClassEditor mapping={mapping} index={index} value={value} />
      </td>
      <td>
        <TypedInput
          className={dataClasses.name!}
          label={`Name of class ${index}`}
          held={name}
          parse={parseClassName}
          onFocus={() => selectClass(index)}
          onCommit={(next) => editData({ type: "nameClass", value, name: next })}
        />
      </td>
      <td className="num">{formatInteger(voxels)}</td>
      <td className="num">{slices.length}</td>
    </tr>
  );
}
