import { BLOCK_OPERATIONS, blockEdges, MOST_NODES } from "../../../catalog/spaces/segnas/block.ts";
import { useStudio } from "../../studioContext.ts";
import { RangeField } from "../RangeField.tsx";
import { operationName } from "./OperationGlyph.tsx";
import { useBlockSettings } from "./useBlock.ts";
import classes from "./segnas.module.css";

/** Which operations the search may put on each edge of a block of four nodes; smaller blocks read the first ones, row by row. */
export function OperationRanges() {
  const settings = useBlockSettings();
  const previewSpace = useStudio((state) => state.previewSpace);
  const editSpace = useStudio((state) => state.editSpace);
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
        const withRange = (next: readonly [number, number]) => ({ ...settings, operations: settings.operations.with(index, [...next]) });
        return (
          <div key={index} className={classes.rangeRow} data-unused={!edge}>
            <span className="t2" title={edge ? undefined : `A block of ${nodes} nodes has no room for it; one of ${MOST_NODES} has.`}>
              {name}
            </span>
            <RangeField name={`Operation ${name}`} value={range} bounds={[0, BLOCK_OPERATIONS.length - 1]} step={1} words={operationName} onPreview={(next) => previewSpace(withRange(next))} onCommit={(next) => editSpace(withRange(next))} />
          </div>
        );
      })}
    </section>
  );
}
