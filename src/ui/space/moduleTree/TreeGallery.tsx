import { meanOf } from "../../../core/statistics.ts";
import { blocksOf, type Side, layersOf, type ModuleTree } from "../../../catalog/spaces/moduleTree/tree.ts";
import type { SampledMember } from "../../../worker/studioApi.ts";
import { MemberGallery } from "../MemberGallery.tsx";
import { useTreeSettings } from "./useTreeSettings.ts";

/** Trees drawn from the ranges as they stand; one of them is shown as a network. */
export const TreeGallery = () => <MemberGallery noun="Tree" Sketch={MemberTree} />;

const WIDTH = 100;
const HEIGHT = 64;

/** One dot per module, a column per level. */
function MemberTree({ member }: { readonly member: SampledMember }) {
  const tree = member.genotype as ModuleTree;
  const { shape } = useTreeSettings();
  const blocks = blocksOf(tree, shape);
  const y = (index: number) => 6 + (HEIGHT - 12) * (index / Math.max(1, blocks.length - 1));
  /** Height of a side of the net: the middle of its blocks. */
  const middleOf = (side: Side) => {
    const rows = blocks.flatMap((block, index) => (block.side === side ? [y(index)] : []));
    return (rows[0]! + rows.at(-1)!) / 2;
  };
  const sides = [...new Set(blocks.map(({ side }) => side))];
  const net = meanOf(sides.map(middleOf));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      <path d={sides.map((side) => `M6 ${net}L28 ${middleOf(side)}`).join("")} stroke="var(--line-2)" />
      {blocks.map(({ id, side }, index) => (
        <g key={id}>
          <path
            d={`M28 ${middleOf(side)}L52 ${y(index)}H${52 + layersOf(tree, id) * 13}`}
            stroke="var(--line-2)"
            fill="none"
          />
          <circle cx={52} cy={y(index)} r={3} fill="var(--l2)" />
          {Array.from({ length: layersOf(tree, id) }, (_, layer) => (
            <circle key={layer} cx={65 + layer * 13} cy={y(index)} r={2.2} fill="var(--l3)" />
          ))}
        </g>
      ))}
      <circle cx={6} cy={net} r={3.5} fill="var(--l0)" />
      {sides.map((side) => (
        <circle key={side} cx={28} cy={middleOf(side)} r={3.2} fill="var(--l1)" />
      ))}
    </svg>
  );
}
