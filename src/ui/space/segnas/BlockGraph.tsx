import { blockEdges, NONE, type BlockEdge, type Fault } from "../../../catalog/spaces/segnas/block.ts";
import { useSize } from "../../controls/useSize.ts";
import { useStudio } from "../../studioContext.ts";
import { edgeCurve, nodeSpots } from "./blockLayout.ts";
import { useEdgeActions } from "./edgeActions.ts";
import { OperationGlyph, operationName } from "./OperationGlyph.tsx";
import { Legality, type BlockProps } from "./OperationMatrix.tsx";
import classes from "./segnas.module.css";

const RADIUS = 17;

/** The same block as a graph: values are summed at the nodes, operations stand on the edges. */
export function BlockGraph({ fault, active, onActivate }: BlockProps) {
  const { nodes, operations } = useStudio((state) => state.exampleSpec);
  const [ref, size] = useSize();
  const actions = useEdgeActions();
  const [width, height] = [size?.width ?? 0, size?.height ?? 0];
  const spots = nodeSpots(nodes, width, height);
  const curves = blockEdges(nodes, operations).map((edge, index) => ({
    ...edge,
    index,
    ...edgeCurve(index, nodes, [spots[edge.from]!, spots[edge.to]!], height),
  }));
  const look = ({ operation, index }: BlockEdge & { readonly index: number }) => ({
    "data-none": operation === NONE,
    "data-active": active === index,
  });
  return (
    <section className={classes.graphPanel} aria-label="Block as a graph">
      <div className="panel-head">
        <h2>Block as a graph</h2>
        <span className="t3">same block, sums at the nodes</span>
        <span className="space" />
        {fault && <Legality fault={fault} />}
      </div>
      <div ref={ref} className={classes.graph}>
        {size && (
          <>
            <svg width={width} height={height} aria-hidden>
              <defs>
                <Arrow id="block-arrow" color="var(--text-3)" />
                <Arrow id="block-arrow-active" color="var(--accent)" />
              </defs>
              {curves.map((curve) => (
                <g key={curve.index} className={classes.edge} {...look(curve)}>
                  <path
                    d={curve.path}
                    {...(curve.operation !== NONE && {
                      markerEnd: `url(#block-arrow${active === curve.index ? "-active" : ""})`,
                    })}
                  />
                  <path
                    d={curve.path}
                    className={classes.edgeReach}
                    onPointerEnter={() => onActivate(curve.index)}
                    onPointerLeave={() => onActivate(null)}
                    onClick={actions(curve.index).onClick}
                    onContextMenu={actions(curve.index).onContextMenu}
                  />
                </g>
              ))}
              {spots.map(({ x, y }, node) => (
                <BlockNode key={node} x={x} y={y} node={node} last={nodes - 1} fault={fault} />
              ))}
            </svg>
            {curves.map((curve) => (
              <button
                key={curve.index}
                type="button"
                className={classes.edgeLabel}
                style={{ left: curve.label.x, top: curve.label.y }}
                aria-label={`Edge from ${curve.from} to ${curve.to}: ${operationName(curve.operation)}`}
                onPointerEnter={() => onActivate(curve.index)}
                onPointerLeave={() => onActivate(null)}
                onFocus={() => onActivate(curve.index)}
                onBlur={() => onActivate(null)}
                {...look(curve)}
                {...actions(curve.index)}
              >
                {curve.operation !== NONE && <OperationGlyph operation={curve.operation} size={18} />}
                {operationName(curve.operation)}
              </button>
            ))}
          </>
        )}
      </div>
    </section>
  );
}

/** Its tip touches the circle around the node that the edge ends in. */
function Arrow({ id, color }: { readonly id: string; readonly color: string }) {
  return (
    <marker
      id={id}
      markerUnits="userSpaceOnUse"
      markerWidth={12}
      markerHeight={10}
      refX={11 + RADIUS}
      refY={5}
      orient="auto"
      viewBox="0 0 12 10"
    >
      <path d="M0 0L12 5L0 10z" fill={color} />
    </marker>
  );
}

interface BlockNodeProps {
  readonly x: number;
  readonly y: number;
  readonly node: number;
  readonly last: number;
  readonly fault: Fault | null;
}

function BlockNode({ x, y, node, last, fault }: BlockNodeProps) {
  const isAtFault = fault?.node === node;
  const words = isAtFault ? `no ${fault.lacks}` : node === 0 ? "input" : node === last ? "output" : null;
  return (
    <g className={classes.node} data-fault={isAtFault}>
      <circle cx={x} cy={y} r={RADIUS} />
      <text x={x} y={y + 4} textAnchor="middle">
        {node}
      </text>
      {words && (
        <text x={x} y={y + RADIUS + 16} textAnchor="middle" className={classes.nodeWord}>
          {words}
        </text>
      )}
    </g>
  );
}
