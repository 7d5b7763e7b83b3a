import { useMemo } from "react";
import { blockEdges, blockFault, NONE } from "../../../catalog/spaces/segnas/block.ts";
import type { SegnasSpec } from "../../../catalog/spaces/segnas/axes.ts";
import { drawSpecs } from "../../../state/blockSlice.ts";
import { compact } from "../../charts/bins.ts";
import { formatShare } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { ResampleButton } from "../ResampleButton.tsx";
import { GlyphMarks } from "./OperationGlyph.tsx";
import { useBlockSettings, useBuiltSpecs } from "./useBlock.ts";
import classes from "./segnas.module.css";

const SAMPLES = 6;

/** Blocks drawn from the ranges, illegal ones among them as the search would meet them; a click makes one the example. */
export function BlockSamples() {
  const settings = useBlockSettings();
  const seed = useStudio((state) => state.gallerySeed);
  const legal = useStudio(({ whatIf }) => whatIf?.legalShare ?? null);
  const example = useStudio((state) => state.exampleSpec);
  const changeExample = useStudio((state) => state.changeExample);
  const specs = useMemo(() => drawSpecs(settings, seed, SAMPLES), [settings, seed]);
  const built = useBuiltSpecs(specs);
  return (
    <section className={classes.samples} aria-label="Sampled blocks">
      <div className="panel-head">
        <h2>Other samples</h2>
        {legal && (
          <span className="t3">
            {formatShare(legal.share)} of all vectors are legal{legal.isExact && ", counted"}
          </span>
        )}
        <span className="space" />
        <ResampleButton />
      </div>
      <div className={classes.sampleRow}>
        {specs.map((spec, index) => {
          const fault = blockFault(spec.nodes, spec.operations);
          const made = built[index]!;
          const words = fault
            ? `${fault.node} has no ${fault.lacks}`
            : "cost" in made
              ? compact(made.cost.parameters)
              : "illegal";
          return (
            <button
              key={index}
              type="button"
              className={classes.sample}
              data-fault={fault !== null}
              aria-pressed={spec === example}
              aria-label={`Sample ${index + 1}: ${spec.nodes} nodes, ${words}${fault ? "" : " parameters"}`}
              onClick={() => changeExample(spec)}
            >
              <MatrixGlyph spec={spec} />
              <span className={fault ? "bad" : "t2"}>{words}</span>
            </button>
          );
        })}
      </div>
    </section>
  );
}

const STEP = 26;

function MatrixGlyph({ spec: { nodes, operations } }: { readonly spec: SegnasSpec }) {
  const side = (nodes - 1) * STEP;
  return (
    <svg viewBox={`-1 -1 ${side + 2} ${side + 2}`} aria-hidden>
      {blockEdges(nodes, operations).map(({ from, to, operation }) => (
        <g key={`${from}/${to}`} transform={`translate(${(to - 1) * STEP} ${from * STEP})`}>
          <rect
            width={STEP - 2}
            height={STEP - 2}
            fill={operation === NONE ? "none" : "var(--raised)"}
            stroke="var(--line-2)"
            strokeWidth={0.75}
            {...(operation === NONE && { strokeDasharray: "2 2" })}
          />
          <GlyphMarks operation={operation} />
        </g>
      ))}
    </svg>
  );
}
