import type { ComponentType } from "react";
import type { SampledMember } from "../../worker/studioApi.ts";
import { compact } from "../charts/bins.ts";
import { formatInteger } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { ResampleButton } from "./ResampleButton.tsx";
import classes from "./space.module.css";

interface MemberGalleryProps {
  /** What one is called: "Tree". */
  readonly noun: string;
  readonly Sketch: ComponentType<{ readonly member: SampledMember }>;
}

/** Members drawn from the ranges as they stand; one of them is shown as a network. */
export function MemberGallery({ noun, Sketch }: MemberGalleryProps) {
  const gallery = useStudio((state) => state.gallery);
  const chosen = useStudio((state) => state.chosenMember);
  const chooseMember = useStudio((state) => state.chooseMember);
  const samples = useStudio(({ whatIf }) => whatIf?.samples ?? 0);
  const title = `Sampled ${noun.toLowerCase()}s`;
  return (
    <section className={`panel ${classes.gallery!}`} aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="t3 wide-only">
          {gallery.length} of {formatInteger(samples)}
        </span>
        <span className="space" />
        <ResampleButton />
      </div>
      <div className={classes.members} role="radiogroup" aria-label={`${noun} to show`}>
        {gallery.map((member, index) => (
          <button
            key={member.key + String(index)}
            type="button"
            role="radio"
            aria-checked={index === chosen}
            aria-label={`${noun} ${index + 1}: ${member.description}, ${compact(member.cost.parameters)} parameters`}
            className={classes.member}
            onClick={() => chooseMember(index)}
          >
            <Sketch member={member} />
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
