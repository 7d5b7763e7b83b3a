import { BLOCK_OPERATIONS, blockEdges, MOST_NODES } from "../../../catalog/spaces/segnas/block.ts";
import type { SegnasSettings } from "../../../catalog/spaces/segnas/settings.ts";
import { useStudio } from "../../studioContext.ts";
import { RangeField } from "../RangeField.tsx";
import type { Range } from "../rangeText.ts";
import { operationName } from "./OperationGlyph.tsx";
import { useBlockEdits, useBlockSettings } from "./useBlock.ts";
import classes from "./segnas.module.css";

/** Which operations the search may put on each edge of a block of four nodes; smaller blocks read the first ones, row by row. */
export function OperationRanges() {
  const settings = useBlockSettings();
  const { edit, preview } = useBlockEdits();
  const nodes = useStudio(({ exampleSpec }) => exampleSpec.nodes);
  const shown = blockEdges(nodes, []);
  return (
    <section className={classes.operationRanges} aria-label="Operations to search">
      <div className="panel-head">
        <h2>Operations to search</h2>
        <span className="t3 wide-only">per entry of the matrix</span>
      </div>
      {settings.operations.map((range, index) => {
        const edge = shown[index];
        const name = edge ? `${edge.from} to ${edge.to}` : `entry ${index + 1}`;
        const withRange =
          ([low, high]: Range) =>
          (held: SegnasSettings) => ({ ...held, operations: held.operations.with(index, [low, high]) });
        return (
          <div key={index} className={classes.rangeRow} data-unused={!edge}>
            <span
              className="t2"
              title={edge ? undefined : `A block of ${nodes} nodes has no room for it; one of ${MOST_NODES} has.`}
            >
              {name}
            </span>
            <RangeField
              name={`Operation ${name}`}
              value={range}
              bounds={[0, BLOCK_OPERATIONS.length - 1]}
              step={1}
              words={operationName}
              onPreview={(next) => preview(withRange(next))}
              onCommit={(next) => edit(withRange(next))}
            />
          </div>
        );
      })}
    </section>
  );
}
