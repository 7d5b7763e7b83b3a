import { Ban, Check, Pin, PinOff } from "lucide-react";
import { useRef, type KeyboardEvent } from "react";
import {
  BLOCK_OPERATIONS,
  blockEdges,
  NONE,
  type BlockEdge,
  type Fault,
} from "../../../catalog/spaces/segnas/block.ts";
import { IconButton } from "../../controls/IconButton.tsx";
import type { Command } from "../../keys/commands.ts";
import { useCommands } from "../../keys/useCommands.ts";
import { useStudio } from "../../studioContext.ts";
import { useEdgeActions } from "./edgeActions.ts";
import { OperationGlyph, operationName } from "./OperationGlyph.tsx";
import { useBlockEdits, useBlockSettings } from "./useBlock.ts";
import classes from "./segnas.module.css";

export interface BlockProps {
  readonly fault: Fault | null;
  /** The edge under the pointer or in focus, in the matrix and in the graph. */
  readonly active: number | null;
  readonly onActivate: (edge: number | null) => void;
}

/** What the focused cell answers to. */
const HINTS: readonly Command[] = [
  {
    id: "block.move",
    label: "Go to another cell of the matrix",
    group: "Space",
    hint: { caps: ["↑", "↓", "←", "→"], text: "move in matrix" },
  },
  {
    id: "block.set",
    label: "Set the operation of the focused cell",
    group: "Space",
    hint: { caps: ["0", "6"], text: "set operation" },
  },
];

/** The upper triangle of the operation matrix: one cell for every edge from a node to a later one. */
export function OperationMatrix({ fault, active, onActivate }: BlockProps) {
  const { nodes, operations } = useStudio((state) => state.exampleSpec);
  useCommands(HINTS);
  const grid = useRef<HTMLDivElement>(null);
  const edges = blockEdges(nodes, operations);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const cell = (event.target as HTMLElement)
      .closest<HTMLElement>("[data-cell]")
      ?.dataset.cell?.split(",")
      .map(Number);
    if (!step || !cell) return;
    const [row, column] = [cell[0]! + step[0]!, cell[1]! + step[1]!];
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row},${column}"] button`)?.focus();
    event.preventDefault();
  };
  return (
    <section className={classes.matrixPanel} aria-label="Operation matrix">
      <div className="panel-head">
        <h2>Operation matrix</h2>
        <span className="t3">row feeds column</span>
        <span className="space" />
        <Legality fault={fault} />
      </div>
      <div
        ref={grid}
        className={classes.cells}
        style={{ gridTemplateColumns: `54px repeat(${nodes - 1}, minmax(0, 1fr))` }}
        data-own-arrows
        onKeyDown={move}
      >
        <span />
        {Array.from({ length: nodes - 1 }, (_, index) => (
          <span key={index} className={fault?.lacks === "input" && fault.node === index + 1 ? "bad" : "t2"}>
            to {index + 1}
          </span>
        ))}
        {Array.from({ length: nodes - 1 }, (_, from) => (
          <MatrixRow
            key={from}
            from={from}
            nodes={nodes}
            edges={edges}
            fault={fault}
            active={active}
            onActivate={onActivate}
          />
        ))}
      </div>
      <p className={`${classes.note!} ${fault ? "bad" : "t3"}`} role="status">
        {fault
          ? `Node ${fault.node} has no ${fault.lacks}. A trial with this block is worth 10, the worst, and costs no training.`
          : "A click takes the next operation, Shift or the right button the one before."}
      </p>
    </section>
  );
}

export function Legality({ fault }: { readonly fault: Fault | null }) {
  return fault ? (
    <span className="row-tight bad">
      <Ban aria-hidden /> Illegal
    </span>
  ) : (
    <span className="row-tight good">
      <Check aria-hidden /> Legal
    </span>
  );
}

interface MatrixRowProps extends BlockProps {
  readonly from: number;
  readonly nodes: number;
  readonly edges: readonly BlockEdge[];
}

function MatrixRow({ from, nodes, edges, fault, ...rest }: MatrixRowProps) {
  return (
    <>
      <span className={`${classes.rowName!} ${fault?.lacks === "output" && fault.node === from ? "bad" : "t2"}`}>
        from {from}
      </span>
      {Array.from({ length: nodes - 1 }, (_, index) => {
        const edge = edges.findIndex((other) => other.from === from && other.to === index + 1);
        return edge < 0 ? (
          <span key={index} className={classes.noCell} />
        ) : (
          <Cell key={index} edge={edges[edge]!} index={edge} fault={fault} {...rest} />
        );
      })}
    </>
  );
}

const isAtFault = ({ from, to }: BlockEdge, fault: Fault | null): boolean =>
  fault !== null && (fault.lacks === "input" ? to : from) === fault.node;

interface CellProps extends BlockProps {
  readonly edge: BlockEdge;
  readonly index: number;
}

function Cell({ edge, index, fault, active, onActivate }: CellProps) {
  const { from, to, operation } = edge;
  const actions = useEdgeActions();
  const name = operationName(operation);
  return (
    <div
      className={classes.cell}
      data-cell={`${from},${to}`}
      data-active={active === index}
      data-none={operation === NONE}
      data-fault={isAtFault(edge, fault)}
      onPointerEnter={() => onActivate(index)}
      onPointerLeave={() => onActivate(null)}
    >
      <button
        type="button"
        className={classes.face}
        aria-label={`From ${from} to ${to}: ${name}`}
        onFocus={() => onActivate(index)}
        onBlur={() => onActivate(null)}
        {...actions(index)}
      >
        <OperationGlyph operation={operation} />
        <span>{name}</span>
      </button>
      <PinOperation edge={edge} index={index} />
    </div>
  );
}

/** Keeps the search at the operation shown, or lets it choose again among all. */
function PinOperation({ edge: { from, to, operation }, index }: Pick<CellProps, "edge" | "index">) {
  const settings = useBlockSettings();
  const { edit } = useBlockEdits();
  const [low, high] = settings.operations[index]!;
  const isPinned = low === high && low === operation;
  const range: [number, number] = isPinned ? [NONE, BLOCK_OPERATIONS.length - 1] : [operation, operation];
  const label = isPinned
    ? `Search all operations from ${from} to ${to} again`
    : `Pin ${operationName(operation)} from ${from} to ${to}: the search keeps it`;
  return (
    <IconButton
      className={classes.pin}
      label={label}
      size={20}
      variant="subtle"
      aria-pressed={isPinned}
      data-outside={operation < low || operation > high}
      onClick={() => edit((held) => ({ ...held, operations: held.operations.with(index, range) }))}
    >
      {isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
    </IconButton>
  );
}
