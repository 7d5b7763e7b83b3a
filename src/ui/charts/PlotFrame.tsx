import { ActionIcon, Menu } from "@mantine/core";
import { Download } from "lucide-react";
import { useRef, type ReactNode } from "react";
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
            <Menu.Item onClick={() => save("csv", "text/csv", numbersCsv(numbers()))}>Numbers as CSV</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}

/** Ranges are two columns, so that every cell is one number. */
export function numbersCsv(rows: PlotNumbers): string {
  const flat = rows.map((row) => new Map(Object.entries(row).flatMap(cellsOf)));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  return csvText([columns, ...flat.map((row) => columns.map((column) => row.get(column)))]);
}

function cellsOf([name, value]: [string, unknown]): readonly (readonly [string, CsvCell])[] {
  if (Array.isArray(value) && value.length === 2)
    return [
      [`${name} low`, value[0] as CsvCell],
      [`${name} high`, value[1] as CsvCell],
    ];
  return value === null || ["number", "string", "boolean"].includes(typeof value) ? [[name, value as CsvCell]] : [];
}
