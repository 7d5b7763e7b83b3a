import type { ModuleTreeSettings } from "../../../catalog/spaces/moduleTree/settings.ts";
import { useSize } from "../../controls/useSize.ts";
import { rangeText } from "../rangeText.ts";
import classes from "../space.module.css";

/** Left edges of the four levels in a drawing of this width; the matrix below has the same columns (112 px of names, then 1.25 : 1 : 1 : 1). */
function columnsOf(width: number): readonly [number, number, number, number] {
  const part = (width - 24 - 112) / 4.25;
  return [124, 124 + 1.25 * part, 124 + 2.25 * part, 124 + 3.25 * part];
}

const LEVELS = ["Net", "Encoder, decoder", "Blocks", "Layers"];

interface Drawn {
  readonly columns: ReturnType<typeof columnsOf>;
  readonly rowY: (index: number) => number;
  readonly nodeHeight: number;
  readonly width: number;
  readonly height: number;
}

/** The tree as what it is: net, encoder and decoder, blocks, layers. Solid modules are in every network, dashed ones in some. */
export function TreeDrawing({
  settings,
  onChooseLevel,
}: {
  readonly settings: ModuleTreeSettings;
  readonly onChooseLevel: (level: number) => void;
}) {
  const [ref, size] = useSize();
  const [least, most] = settings.blocks[0];
  const rows = 2 * most + 1;
  const [width, height] = [size?.width ?? 900, size?.height ?? 228];
  const rowHeight = (height - 38) / rows;
  const drawn: Drawn = {
    columns: columnsOf(width),
    rowY: (index) => 32 + rowHeight * (index + 0.5),
    nodeHeight: Math.min(20, rowHeight - 2),
    width,
    height,
  };
  const heights = { encoder: drawn.rowY((most - 1) / 2), decoder: drawn.rowY(most + most / 2) };
  return (
    <div className={classes.tree} ref={ref}>
      <svg role="group" aria-label="The module tree">
        {LEVELS.map((name, level) => (
          <LevelHead key={name} name={name} level={level} drawn={drawn} />
        ))}
        <Trunk settings={settings} drawn={drawn} heights={heights} onChooseLevel={onChooseLevel} />
        {blocksOf(least, most).map((block) => (
          <BlockRow
            key={block.name}
            block={block}
            from={[drawn.columns[1] + 124, block.row < most ? heights.encoder : heights.decoder]}
            settings={settings}
            drawn={drawn}
            onChooseLevel={onChooseLevel}
          />
        ))}
        <Merges drawn={drawn} most={most} least={least} layers={settings.layers[0][1]} />
      </svg>
    </div>
  );
}

/** Every block that a network may have, the encoder's first; those that all of them have are sure. */
function blocksOf(least: number, most: number): readonly Block[] {
  const encoder = Array.from({ length: most }, (_, scale) => ({
    name: `enc ${scale}`,
    scale,
    isSure: scale < least,
    row: scale,
  }));
  const decoder = Array.from({ length: most + 1 }, (_, index) => ({
    name: `dec ${most - index}`,
    scale: most - index,
    isSure: most - index <= least,
    row: most + index,
  }));
  return [...encoder, ...decoder];
}

interface TrunkProps {
  readonly settings: ModuleTreeSettings;
  readonly drawn: Drawn;
  /** Where encoder and decoder are drawn. */
  readonly heights: { readonly encoder: number; readonly decoder: number };
  readonly onChooseLevel: (level: number) => void;
}

/** The net, its encoder and its decoder. */
function Trunk({ settings, drawn, heights, onChooseLevel }: TrunkProps) {
  const netY = (heights.encoder + heights.decoder) / 2;
  return (
    <>
      <text x={12} y={netY - 4} className={classes.svgText2}>
        Solid: always
      </text>
      <text x={12} y={netY + 12} className={classes.svgText3}>
        Dashed: in some
      </text>
      <Curve from={[drawn.columns[0] + 150, netY]} to={[drawn.columns[1], heights.encoder]} isSure />
      <Curve from={[drawn.columns[0] + 150, netY]} to={[drawn.columns[1], heights.decoder]} isSure />
      <ModuleNode
        x={drawn.columns[0]}
        y={netY}
        width={150}
        height={46}
        level={0}
        name="net"
        note={`${rangeText(settings.kernels[0], false)} kernels`}
        onChoose={() => onChooseLevel(0)}
        isSure
      />
      <ModuleNode
        x={drawn.columns[1]}
        y={heights.encoder}
        width={124}
        height={drawn.nodeHeight}
        level={1}
        name="encoder"
        note={rangeText(settings.blocks[0], false)}
        onChoose={() => onChooseLevel(1)}
        isSure
      />
      <ModuleNode
        x={drawn.columns[1]}
        y={heights.decoder}
        width={124}
        height={drawn.nodeHeight}
        level={1}
        name="decoder"
        note="one more"
        onChoose={() => onChooseLevel(1)}
        isSure
      />
    </>
  );
}

function LevelHead({ name, level, drawn }: { readonly name: string; readonly level: number; readonly drawn: Drawn }) {
  const x = drawn.columns[level]!;
  return (
    <>
      {level > 0 && <path d={`M${x - 8.5} 6V${drawn.height}`} stroke="var(--line)" strokeDasharray="2 3" />}
      <circle cx={x + 5} cy={15} r={4} fill={`var(--l${level})`} />
      <text x={x + 15} y={19} className={classes.svgText}>
        {name}
        <tspan dx={6} className={classes.svgText3}>
          level {level}
        </tspan>
      </text>
    </>
  );
}

function Curve({
  from: [x0, y0],
  to: [x1, y1],
  isSure,
}: {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly isSure: boolean;
}) {
  const middle = (x0 + x1) / 2;
  return (
    <path
      d={`M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`}
      fill="none"
      stroke="var(--line-2)"
      {...(!isSure && { strokeDasharray: "3 3" })}
    />
  );
}

interface ModuleNodeProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly level: number;
  readonly name: string;
  readonly note?: string;
  readonly isSure: boolean;
  readonly onChoose: () => void;
}

function ModuleNode({ x, y, width, height, level, name, note, isSure, onChoose }: ModuleNodeProps) {
  const isTall = height > 30;
  return (
    <g
      role="button"
      tabIndex={0}
      aria-label={`${name}${note ? `, ${note}` : ""}: edit level ${level}`}
      className={classes.node}
      onClick={onChoose}
      onKeyDown={(event) => (event.key === "Enter" || event.key === " ") && onChoose()}
    >
      <rect
        x={x}
        y={y - height / 2}
        width={width}
        height={height}
        rx={3}
        fill="var(--raised)"
        stroke={`var(--l${level})`}
        {...(!isSure && { strokeDasharray: "3 2.5" })}
      />
      <text x={x + 8} y={isTall ? y - 6 : y + 4} className={isSure ? classes.svgText : classes.svgText2}>
        {name}
      </text>
      {note && (
        <text
          x={isTall ? x + 8 : x + width - 6}
          y={isTall ? y + 11 : y + 4}
          textAnchor={isTall ? "start" : "end"}
          className={isTall ? classes.svgText2 : classes.svgText3}
        >
          {note}
        </text>
      )}
    </g>
  );
}

interface Block {
  readonly name: string;
  readonly scale: number;
  readonly isSure: boolean;
  readonly row: number;
}

function BlockRow({
  block,
  from,
  settings,
  drawn,
  onChooseLevel,
}: {
  readonly block: Block;
  readonly from: readonly [number, number];
  readonly settings: ModuleTreeSettings;
  readonly drawn: Drawn;
  readonly onChooseLevel: (level: number) => void;
}) {
  const { name, scale, isSure, row } = block;
  const y = drawn.rowY(row);
  const [, , blockX, layerX] = drawn.columns;
  const [fewest, most] = settings.layers[0];
  const bar = { x: blockX + 92, width: Math.max(24, layerX - blockX - 128) };
  const log = (kernels: number) => bar.x + (Math.log2(Math.max(1, kernels)) / 11) * bar.width;
  const [low, high] = settings.kernels[0].map((kernels) => kernels * 2 ** scale) as [number, number];
  return (
    <>
      <Curve from={from} to={[blockX, y]} isSure={isSure} />
      <ModuleNode
        x={blockX}
        y={y}
        width={84}
        height={drawn.nodeHeight}
        level={2}
        name={name}
        isSure={isSure}
        onChoose={() => onChooseLevel(2)}
      />
      <path d={`M${bar.x} ${y + 0.5}h${bar.width}`} stroke="var(--line)" />
      <rect
        x={log(low)}
        y={y - 2.5}
        width={Math.max(3, log(high) - log(low))}
        height={6}
        rx={2}
        fill="var(--text-3)"
        opacity={isSure ? 1 : 0.55}
      >
        <title>{`${low} to ${high} kernels`}</title>
      </rect>
      {Array.from({ length: most }, (_, layer) => {
        const isAlways = isSure && layer < fewest;
        const x = layerX + layer * 46;
        return (
          <g key={layer}>
            <path
              d={`M${layer === 0 ? layerX - 28 : x - 18} ${y}H${x}`}
              stroke="var(--line-2)"
              {...(!isAlways && { strokeDasharray: "3 3" })}
            />
            <rect
              x={x}
              y={y - drawn.nodeHeight / 2 + 1}
              width={28}
              height={drawn.nodeHeight - 2}
              rx={3}
              fill={isAlways ? "var(--raised)" : "none"}
              stroke="var(--l3)"
              {...(!isAlways && { strokeDasharray: "3 2.5" })}
            />
          </g>
        );
      })}
    </>
  );
}

/** Concatenations from an encoder block to the decoder block of its scale. */
function Merges({
  drawn,
  most,
  least,
  layers,
}: {
  readonly drawn: Drawn;
  readonly most: number;
  readonly least: number;
  readonly layers: number;
}) {
  const x = drawn.columns[3] + layers * 46 - 12;
  const room = drawn.width - x - 14;
  return (
    <>
      {Array.from({ length: most }, (_, scale) => {
        const [a, b] = [drawn.rowY(scale), drawn.rowY(2 * most - scale)];
        const reach = Math.min(room, 14 + (most - scale) * 14) + 10;
        return (
          <g key={scale} fill="none" stroke="var(--text-3)">
            <path
              d={`M${x} ${a}C${x + reach} ${a} ${x + reach} ${b} ${x} ${b}`}
              strokeWidth={1.25}
              {...(scale >= least && { strokeDasharray: "3 3" })}
            />
            <path d={`M${x + 5} ${b - 3.5}l-5 3.5l5 3.5`} />
          </g>
        );
      })}
      <text
        x={Math.min(drawn.width - 10, x + 14 + most * 8)}
        y={drawn.rowY(most) + 4}
        textAnchor={room < 80 ? "end" : "start"}
        className={classes.svgText3}
      >
        merge
      </text>
    </>
  );
}
