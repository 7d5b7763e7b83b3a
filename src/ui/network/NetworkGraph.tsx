import {
  Handle,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Edge,
  type Node,
  type NodeProps,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { ChevronsDownUp, ChevronsUpDown, Maximize } from "lucide-react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { analyse } from "../../core/network/analysis.ts";
import { boxesOf, type ModuleBox } from "../../core/network/modules.ts";
import { operationOf } from "../../core/network/operations.ts";
import type { Network } from "../../core/network/network.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import { formatInteger, formatShare } from "../format.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { BOX, placeBoxes } from "./layout.ts";
import { shortLabel } from "./shortLabel.ts";
import classes from "./network.module.css";

interface NetworkGraphProps {
  readonly network: Network;
  readonly patch: Shape3;
  readonly title: string;
  /** What changes the network, in the head of the panel. */
  readonly controls?: ReactNode;
}

/** A network as a layered graph: rows are scales, columns the order of computation; a click takes a module apart. */
export function NetworkGraph(props: NetworkGraphProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

type BoxNode = Node<{ readonly box: ModuleBox; readonly isHovered: boolean }, "box">;

function Graph({ network, patch, title, controls }: NetworkGraphProps) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [hovered, setHovered] = useState<string | null>(null);
  const { fitView } = useReactFlow();
  const analysis = useMemo(
    () => analyse(network, { spatial: network.dimension === 3 ? patch : patch.slice(1), channels: 1 }),
    [network, patch],
  );
  const { boxes, links } = useMemo(() => boxesOf(analysis, expanded), [analysis, expanded]);
  const placed = useMemo(() => placeBoxes(boxes, links), [boxes, links]);

  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView({ padding: 0.06, maxZoom: 1 }));
    return () => cancelAnimationFrame(frame);
  }, [placed, fitView]);

  const nodes: BoxNode[] = placed.map((box) => ({
    id: box.id,
    type: "box",
    position: { x: box.x, y: box.y },
    data: { box, isHovered: box.id === hovered },
    ...BOX,
    ariaLabel: `${box.label}, ${box.output}, ${box.detail}`,
  }));
  const edges: Edge[] = links.map(({ from, to, concat }) => ({
    id: `${from}>${to}`,
    source: from,
    target: to,
    ...(concat !== null && { label: `concat ${concat}`, style: { strokeDasharray: "4 3" } }),
  }));
  const toggle = (id: string) => {
    const module = boxes.find((box) => box.id === id)!.module;
    setExpanded((before) =>
      before.has(module) ? new Set([...before].filter((other) => other !== module)) : new Set([...before, module]),
    );
  };
  const shown = placed.find(({ id }) => id === hovered);
  return (
    <section className="panel" aria-label={title} style={{ flex: 1 }}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className={`t3 ${classes.count!}`}>
          {analysis.nodes.filter(({ node }) => operationOf(node).role === "convolution").length} convolutions,{" "}
          {formatInteger(analysis.parameters)} parameters
        </span>
        <span className="space" />
        {controls}
        <IconButton label="Collapse all" onClick={() => setExpanded(new Set())}>
          <ChevronsDownUp aria-hidden />
        </IconButton>
        <IconButton label="Expand all" onClick={() => setExpanded(new Set(boxes.map(({ module }) => module)))}>
          <ChevronsUpDown aria-hidden />
        </IconButton>
        <IconButton label="Fit the drawing" onClick={() => void fitView({ padding: 0.06, maxZoom: 1 })}>
          <Maximize aria-hidden />
        </IconButton>
      </div>
      <div className={classes.graph}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          minZoom={0.1}
          onNodeClick={(_, node) => toggle(node.id)}
          onNodeMouseEnter={(_, node) => setHovered(node.id)}
          onNodeMouseLeave={() => setHovered(null)}
          fitView
        />
        {shown && <BoxFacts box={shown} parameters={analysis.parameters} multiplyAdds={analysis.multiplyAdds} />}
      </div>
    </section>
  );
}

const nodeTypes = { box: Box };

function Box({ data: { box, isHovered } }: NodeProps<BoxNode>) {
  return (
    <div
      className={classes.box}
      data-hovered={isHovered}
      data-module={box.isModule}
      title={box.isModule ? "Click to take apart" : "Click to close the module"}
    >
      <Handle type="target" position={Position.Left} />
      <b>{shortLabel(box.label)}</b>
      <span className="t2">{box.output}</span>
      <span className="t3">{box.detail}</span>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}

function BoxFacts({
  box,
  parameters,
  multiplyAdds,
}: {
  readonly box: ModuleBox;
  readonly parameters: number;
  readonly multiplyAdds: number;
}) {
  return (
    <div className={classes.facts} role="status">
      <div className="row">
        <b className="mono">{box.label}</b>
        <span className="space" />
        <span className="t3 sm">scale {box.scale}</span>
      </div>
      <dl className="facts sm" style={{ marginTop: 6 }}>
        <dt>Output</dt>
        <dd>{box.output}</dd>
        <dt>Parameters</dt>
        <dd>
          {formatInteger(box.parameters)} ({formatShare(box.parameters / Math.max(1, parameters))})
        </dd>
        <dt>Multiply-adds</dt>
        <dd>
          {(box.multiplyAdds / 1e6).toFixed(1)} M ({formatShare(box.multiplyAdds / Math.max(1, multiplyAdds))})
        </dd>
      </dl>
    </div>
  );
}
