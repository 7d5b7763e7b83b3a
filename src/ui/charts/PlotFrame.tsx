import { ActionIcon, Menu, Modal } from "@mantine/core";
import { Download } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { csvText, type CsvCell } from "../../core/csv.ts";
import { saveFile } from "../saveFile.ts";
import { plotSvg } from "./plotSvg.ts";
import classes from "./charts.module.css";

/** Numbers of a plot: a row a point, a column a name. What is neither number nor text, such as a trial, is left out. */
export type PlotNumbers = readonly object[];

interface PlotFrameProps {
  /** What is shown, in a few words: it names the files. */
  readonly name: string;
  /** What is shown, asked for when it is saved. */
  readonly numbers: () => PlotNumbers;
  readonly children: ReactNode;
}

/** The place of a plot, from which it can be saved as it is shown: its drawing as SVG, its numbers as CSV. */
export function PlotFrame({ name, numbers, children }: PlotFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [table, setTable] = useState<PlotTable | null>(null);
  const save = (ending: string, type: string, text: string) =>
    saveFile(`${name.replaceAll(/[\\/:*?"<>|]+/g, " ").trim()}.${ending}`, new TextEncoder().encode(text), type);
  return (
    <div ref={frame} className={classes.frame}>
      {children}
      <div className={classes.tools} data-plot-tools>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              size={20}
              variant="subtle"
              color="gray"
              aria-label={`${name} as SVG or CSV`}
              title="Save this plot"
            >
              <Download style={{ width: 13, height: 13 }} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => frame.current && save("svg", "image/svg+xml", plotSvg(frame.current))}>
              Drawing as SVG
            </Menu.Item>
            <Menu.Item onClick={() => setTable(tableOf(numbers()))}>Numbers as a table</Menu.Item>
            <Menu.Item onClick={() => save("csv", "text/csv", numbersCsv(numbers()))}>Numbers as CSV</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {table && <NumbersTable name={name} table={table} onClose={() => setTable(null)} />}
    </div>
  );
}

/** Rows of numbers that are shown at most; a file holds all of them. */
const MOST_ROWS = 500;

interface NumbersTableProps {
  readonly name: string;
  readonly table: PlotTable;
  readonly onClose: () => void;
}

/** What a plot shows as a table, for who does not see it and for who wants the numbers. */
function NumbersTable({ name, table: [head, ...rows], onClose }: NumbersTableProps) {
  return (
    <Modal opened onClose={onClose} title={name} size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <table className="table" aria-label={name}>
        <thead>
          <tr>
            {head!.map((column, index) => (
              <th key={index}>{String(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={typeof cell === "number" ? "num" : ""}>
                  {typeof cell === "number" ? Number(cell.toPrecision(6)) : String(cell ?? "")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && (
        <p className="t2">{`The first ${MOST_ROWS} of ${rows.length}; the CSV file holds all.`}</p>
      )}
    </Modal>
  );
}

type PlotTable = readonly (readonly CsvCell[])[];

/** A head and a row for each row of numbers. Ranges are two columns, so that every cell is one number. */
function tableOf(rows: PlotNumbers): PlotTable {
  const flat = rows.map((row) => new Map(Object.entries(row).flatMap(cellsOf)));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  return [columns, ...flat.map((row) => columns.map((column) => row.get(column)))];
}

export const numbersCsv = (rows: PlotNumbers): string => csvText(tableOf(rows));

function cellsOf([name, value]: [string, unknown]): readonly (readonly [string, CsvCell])[] {
  if (Array.isArray(value) && value.length === 2)
    return [
      [`${name} low`, value[0] as CsvCell],
      [`${name} high`, value[1] as CsvCell],
    ];
  return value === null || ["number", "string", "boolean"].includes(typeof value) ? [[name, value as CsvCell]] : [];
}
