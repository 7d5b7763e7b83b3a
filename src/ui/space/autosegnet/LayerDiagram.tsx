import { Chip, Menu } from "@mantine/core";
import { useMemo } from "react";
import {
  LAYER_INPUTS,
  OPERATIONS,
  type LayerArch,
  type LayerName,
} from "../../../catalog/spaces/autosegnet/genotype.ts";
import space from "../space.module.css";
import { edgesOf, halfSpot, inputSpot, OUTPUT, type Spot } from "./diagramLayout.ts";
import { inputName, withInput, withOperation, type Half } from "./edits.ts";
import { useAutosegnet, useAutosegnetEdit } from "./useAutosegnet.ts";
import classes from "./autosegnet.module.css";

interface LayerDiagramProps {
  readonly name: LayerName;
  readonly title: string;
  /** How often it stands in the network, and what follows it. */
  readonly where: string;
  /** The layer of the sampled member. */
  readonly layer: LayerArch | null;
}

const at = ({ x, y }: Spot) => ({ left: `${x}%`, top: `${y}%` });

/** One searched layer as the paper draws it: two inputs, cells of two operations each, the unread cells put together. */
export function LayerDiagram({ name, title, where, layer }: LayerDiagramProps) {
  const settings = useAutosegnet();
  const edges = useMemo(() => edgesOf(layer, settings[name].inputs.slice(0, settings.cells)), [layer, settings, name]);
  return (
    <section className={classes.layer} aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="t3">{where}</span>
      </div>
      <OperationChips name={name} title={title} />
      <div className={classes.diagram}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
          {edges.map(({ path, isTaken }, index) => (
            <path key={index} d={path} data-taken={isTaken} vectorEffect="non-scaling-stroke" />
          ))}
        </svg>
        {Array.from({ length: LAYER_INPUTS }, (_, input) => (
          <span key={input} className={classes.end} style={at(inputSpot(input))}>
            {inputName(input)}
          </span>
        ))}
        {Array.from({ length: settings.cells }, (_, cell) => (
          <CellBox key={cell} name={name} cell={cell} layer={layer} />
        ))}
        <span className={classes.end} style={at(OUTPUT)}>
          unread cells, 1×1, norm
        </span>
      </div>
    </section>
  );
}

/** What both halves of every cell of the layer choose from. */
function OperationChips({ name, title }: { readonly name: LayerName; readonly title: string }) {
  const settings = useAutosegnet();
  const edit = useAutosegnetEdit();
  return (
    <div className={classes.operations} role="group" aria-label={`Operations of the ${title.toLowerCase()}`}>
      {OPERATIONS.map(({ id, label }) => {
        const isOn = settings[name].operations.includes(id);
        const toggled = withOperation(settings, name, id);
        return (
          <Chip
            key={id}
            size="xs"
            checked={isOn}
            disabled={toggled === null}
            onChange={() => edit((held) => withOperation(held, name, id))}
            classNames={{ label: space.chip!, iconWrapper: space.noIcon! }}
          >
            {label}
          </Chip>
        );
      })}
    </div>
  );
}

interface CellBoxProps {
  readonly name: LayerName;
  readonly cell: number;
  readonly layer: LayerArch | null;
}

function CellBox({ name, cell, layer }: CellBoxProps) {
  const parts = layer?.[cell];
  return (
    <>
      <HalfBox name={name} cell={cell} half={0} input={parts?.in1 ?? null} operation={parts?.op1 ?? null} />
      <span
        className={classes.plus}
        style={at({ x: (halfSpot(cell, 0).x + halfSpot(cell, 1).x) / 2, y: halfSpot(cell, 0).y })}
      >
        +
      </span>
      <HalfBox name={name} cell={cell} half={1} input={parts?.in2 ?? null} operation={parts?.op2 ?? null} />
    </>
  );
}

interface HalfBoxProps {
  readonly name: LayerName;
  readonly cell: number;
  readonly half: Half;
  /** Of the sampled member. */
  readonly input: number | null;
  readonly operation: number | null;
}

/** The sampled operation; its menu says which inputs the search may choose. */
function HalfBox({ name, cell, half, input, operation }: HalfBoxProps) {
  const settings = useAutosegnet();
  const edit = useAutosegnetEdit();
  const allowed = settings[name].inputs[cell]![half];
  const word = operation === null ? "…" : OPERATIONS[operation]!.label;
  const reads = input === null ? "" : ` of ${inputName(input)}`;
  return (
    <Menu withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={classes.half}
          style={at(halfSpot(cell, half))}
          data-fixed={allowed.length === 1}
          aria-label={`${name}, cell ${cell + 1}, operation ${half + 1}: ${word}${reads}; ${allowed.length} ${allowed.length === 1 ? "input" : "inputs"} allowed`}
        >
          {word}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>May read</Menu.Label>
        {Array.from({ length: cell + LAYER_INPUTS }, (_, other) => {
          const toggled = withInput(settings, name, [cell, half], other);
          return (
            <Menu.CheckboxItem
              key={other}
              checked={allowed.includes(other)}
              disabled={toggled === null}
              onChange={() => edit((held) => withInput(held, name, [cell, half], other))}
            >
              {inputName(other)}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
