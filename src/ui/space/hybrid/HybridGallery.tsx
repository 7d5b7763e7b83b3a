import { countAt, type DeltaTree } from "../../../catalog/spaces/deltas.ts";
import { blockId, pathId, pathsOf, sliceBlocks } from "../../../catalog/spaces/hybrid/tree.ts";
import type { SampledMember } from "../../../worker/studioApi.ts";
import { MemberGallery } from "../MemberGallery.tsx";

/** Hybrids drawn from the ranges as they stand; one of them is shown as a network. */
export const HybridGallery = () => <MemberGallery noun="Hybrid" Sketch={MemberSketch} />;

const WIDTH = 100;
const HEIGHT = 64;
const ROW = 9;
/** Where the slices' part ends and the pyramid begins. */
const MIDDLE = 64;

/** A bar a block, as deep as its scale and as thick as it has convolutions; then a bar a path. */
function MemberSketch({ member }: { readonly member: SampledMember }) {
  const tree = member.genotype as DeltaTree;
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
