import { SegmentedControl, Switch } from "@mantine/core";
import { useMemo } from "react";
import { MOST_NODES } from "../../../catalog/spaces/segnas/block.ts";
import { NetworkGraph } from "../../network/NetworkGraph.tsx";
import { NumberField } from "../../controls/NumberField.tsx";
import { useStudio } from "../../studioContext.ts";
import { useBuiltSpecs } from "./useBlock.ts";
import classes from "./segnas.module.css";

/** The network that the example block makes, with its block at every level. */
export function ExampleNetwork() {
  const example = useStudio((state) => state.exampleSpec);
  const [built] = useBuiltSpecs(useMemo(() => [example], [example]));
  if (!built || "illegal" in built) {
    return (
      <section className="panel" aria-label="Network of the example" style={{ flex: 1 }}>
        <div className="panel-head">
          <h2>Network</h2>
          <span className="space" />
          <ExampleNumbers />
        </div>
        <p className="panel-body t2">
          There is none: {built?.illegal.because ?? "it is being built."} Give that node another operation in the matrix
          above.
        </p>
      </section>
    );
  }
  return (
    <NetworkGraph
      network={built.network}
      patch={built.patch}
      title="Network of the example"
      controls={<ExampleNumbers />}
    />
  );
}

const NODES = Array.from({ length: MOST_NODES - 1 }, (_, index) => String(index + 2));

/** The example's other hyperparameters. */
function ExampleNumbers() {
  const { n, p, sup, res, nodes } = useStudio((state) => state.exampleSpec);
  const change = useStudio((state) => state.changeExample);
  return (
    <div className={classes.numbers} role="group" aria-label="The example's numbers">
      <NumberField
        isInline
        label="Channels of the example"
        width={64}
        prefix="n"
        min={1}
        max={128}
        isWhole
        value={n}
        onChange={(next) => change({ n: next })}
      />
      <NumberField
        isInline
        label="Poolings of the example"
        width={54}
        prefix="p"
        min={1}
        max={6}
        isWhole
        value={p}
        onChange={(next) => change({ p: next })}
      />
      <SegmentedControl
        aria-label="Nodes of the example"
        value={String(nodes)}
        onChange={(next) => change({ nodes: Number(next) })}
        data={NODES}
      />
      <span className="t3">nodes</span>
      <Switch
        size="xs"
        label="supervised"
        checked={sup === 1}
        onChange={(event) => change({ sup: event.currentTarget.checked ? 1 : 0 })}
      />
      <Switch
        size="xs"
        label="residual"
        checked={res === 1}
        onChange={(event) => change({ res: event.currentTarget.checked ? 1 : 0 })}
      />
    </div>
  );
}
