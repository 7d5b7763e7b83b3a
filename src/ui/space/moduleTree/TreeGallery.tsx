import { meanOf } from "../../../core/statistics.ts";
import { Button } from "@mantine/core";
import { Shuffle } from "lucide-react";
import { blocksOf, type Side, layersOf, type ModuleTree } from "../../../catalog/spaces/moduleTree/tree.ts";
import type { SampledMember } from "../../../worker/studioApi.ts";
import { compact } from "../../charts/bins.ts";
import { formatInteger } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { useTreeSettings } from "./useTreeSettings.ts";
import classes from "../space.module.css";

/** Trees drawn from the ranges as they stand; one of them is shown as a network. */
export function TreeGallery() {
  const gallery = useStudio((state) => state.gallery);
  const chosen = useStudio((state) => state.chosenMember);
  const chooseMember = useStudio((state) => state.chooseMember);
  const resample = useStudio((state) => state.resample);
  const samples = useStudio(({ whatIf }) => whatIf?.samples ?? 0);
  return (
    <section className={`panel ${classes.gallery!}`} aria-label="Sampled trees">
      <div className="panel-head">
        <h2>Sampled trees</h2>
        <span className="t3 wide-only">
          {gallery.length} of {formatInteger(samples)}
        </span>
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
      <div className={classes.members} role="radiogroup" aria-label="Tree to show">
        {gallery.map((member, index) => (
          <button
            key={member.key + String(index)}
            type="button"
            role="radio"
            aria-checked={index === chosen}
            aria-label={`Tree ${index + 1}: ${member.description}, ${compact(member.cost.parameters)} parameters`}
            className={classes.member}
            onClick={() => chooseMember(index)}
          >
            <MemberTree member={member} />
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
