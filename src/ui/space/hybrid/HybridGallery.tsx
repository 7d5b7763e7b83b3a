import { Button } from "@mantine/core";
import { Shuffle } from "lucide-react";
import { countAt, type DeltaTree } from "../../../catalog/spaces/deltas.ts";
import { blockId, pathId, pathsOf, sliceBlocks } from "../../../catalog/spaces/hybrid/tree.ts";
import { compact } from "../../charts/bins.ts";
import { useStudio } from "../../studioContext.ts";
import classes from "../space.module.css";

/** Hybrids drawn from the ranges as they stand; one of them is shown as a network. */
export function HybridGallery() {
  const gallery = useStudio((state) => state.gallery);
  const chosen = useStudio((state) => state.chosenMember);
  const chooseMember = useStudio((state) => state.chooseMember);
  const resample = useStudio((state) => state.resample);
  return (
    <section className={`panel ${classes.gallery!}`} aria-label="Sampled hybrids">
      <div className="panel-head">
        <h2>Sampled hybrids</h2>
        <span className="space" />
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Shuffle aria-hidden />}
          rightSection={<kbd>R</kbd>}
          onClick={resample}
        >
          Resample
        </Button>
      </div>
      <div className={classes.members} role="radiogroup" aria-label="Hybrid to show">
        {gallery.map((member, index) => (
          <button
            key={member.key + String(index)}
            type="button"
            role="radio"
            aria-checked={index === chosen}
            aria-label={`Hybrid ${index + 1}: ${member.description}, ${compact(member.cost.parameters)} parameters`}
            className={classes.member}
            onClick={() => chooseMember(index)}
          >
            <MemberSketch tree={member.genotype as DeltaTree} />
            <span className={classes.memberFoot}>
              <span className="t2">{index + 1}</span>
              <span>{compact(member.cost.parameters)}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

const WIDTH = 100;
const HEIGHT = 64;
const ROW = 9;
/** Where the slices' part ends and the pyramid begins. */
const MIDDLE = 64;

/** A bar a block, as deep as its scale and as thick as it has convolutions; then a bar a path. */
function MemberSketch({ tree }: { readonly tree: DeltaTree }) {
  const blocks = sliceBlocks(tree);
  const step = (MIDDLE - 8) / blocks.length;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {blocks.map(({ side, scale }, index) => (
        <rect
          key={blockId(side, scale)}
          x={4 + index * step}
          y={6 + scale * ROW}
          width={Math.max(2, step - 2)}
          height={2 + 2 * countAt(tree, blockId(side, scale), "convolutions")}
          fill="var(--l1)"
        />
      ))}
      {Array.from({ length: pathsOf(tree) }, (_, path) => (
        <rect
          key={path}
          x={MIDDLE + 4}
          y={6 + path * ROW}
          width={4 * countAt(tree, pathId(path), "pathConvolutions")}
          height={5}
          fill="var(--l3)"
        />
      ))}
    </svg>
  );
}
